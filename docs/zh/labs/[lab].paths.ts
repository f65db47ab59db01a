import { lessonPages } from '../../.vitepress/lessons/pages.ts'

// VitePress asks for a default export.
export default { paths: () => lessonPages('zh') }
