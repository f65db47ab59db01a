import { useData } from 'vitepress'
import { computed } from 'vue'
import type { Said } from './said.ts'

/** The language of the page that a component is on, and how to say things in it. */
export function useLanguage() {
  const { lang } = useData()
  const language = computed(() => (lang.value.startsWith('zh') ? 'zh' : 'en'))
  const say = (said: Said) => said[language.value]
  return { language, say }
}
