// What Vite gives to a page, as far as the theme uses it.

declare module '*.vue' {
  import type { Component } from 'vue'

  const component: Component
  export default component
}

declare module '*.css' {}

/** Its text, for whoever puts it into the page. */
declare module '*.css?inline' {
  const text: string
  export default text
}

interface ImportMeta {
  glob<Module>(pattern: string): Record<string, () => Promise<Module>>
}
