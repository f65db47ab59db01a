/** What the search of VitePress is told; how it cuts texts is in tokenize.ts. */
import type { DefaultTheme } from 'vitepress'
import { renderForSearch, sectionsOf } from './pages.ts'
import { tokenize } from './tokenize.ts'

const CHINESE: DefaultTheme.LocalSearchOptions['translations'] = {
  button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
  modal: {
    displayDetails: '显示详细列表',
    resetButtonTitle: '清除',
    backButtonTitle: '关闭搜索',
    noResultsText: '没有找到',
    footer: {
      selectText: '打开',
      selectKeyAriaLabel: '回车',
      navigateText: '移动',
      navigateUpKeyAriaLabel: '上箭头',
      navigateDownKeyAriaLabel: '下箭头',
      closeText: '关闭',
      closeKeyAriaLabel: 'Esc',
    },
  },
}

export const search: NonNullable<DefaultTheme.Config['search']> = {
  provider: 'local',
  options: {
    // What begins with an underscore runs here and stays out of the pages.
    miniSearch: { options: { tokenize }, _splitIntoSections: sectionsOf },
    _render: renderForSearch,
    locales: { zh: { translations: CHINESE } },
  },
}
