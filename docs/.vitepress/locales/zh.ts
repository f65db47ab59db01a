import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress'
import { sidebar } from '../sidebar.ts'

export const zh: LocaleSpecificConfig<DefaultTheme.Config> & {
  label: string
  link: string
} = {
  label: '简体中文',
  lang: 'zh-CN',
  link: '/zh/',
  title: 'container-labs',
  description: '亲手写出一个容器运行时，由内核来评判，从而弄懂容器。',
  themeConfig: {
    nav: [
      { text: '开始', link: '/zh/start' },
      { text: '实验', link: '/zh/labs/', activeMatch: '^/zh/labs/' },
      {
        text: '理论',
        link: '/zh/theory/bare-metal-to-containers',
        activeMatch: '^/zh/theory/',
      },
      {
        text: '参考',
        link: '/zh/reference/cli',
        activeMatch: '^/zh/(reference|how)/',
      },
    ],
    sidebar: sidebar('zh'),
    outline: { level: [2, 3], label: '本页目录' },
    docFooter: { prev: '上一页', next: '下一页' },
    langMenuLabel: '切换语言',
    returnToTopLabel: '回到顶部',
    sidebarMenuLabel: '菜单',
    darkModeSwitchLabel: '外观',
    lightModeSwitchTitle: '切换到浅色',
    darkModeSwitchTitle: '切换到深色',
    skipToContentLabel: '跳到正文',
    notFound: {
      title: '没有这一页',
      quote: '内核会说 ENOENT。',
      linkLabel: '回到首页',
      linkText: '回到首页',
    },
  },
}
