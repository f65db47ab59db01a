import type { Plugin } from 'vite'

/**
 * To look for what nobody uses takes a third of the time of a build. The bundle that
 * only writes the pages need not be small, since no reader loads it; and a page uses
 * all of itself.
 */
export function quickBundle(): Plugin {
  return {
    name: 'quick-bundle',
    enforce: 'post',
    config: (_, { isSsrBuild }) =>
      isSsrBuild ? { build: { rollupOptions: { treeshake: false } } } : {},
    transform: (_, id) =>
      id.endsWith('.md') ? { moduleSideEffects: 'no-treeshake' } : undefined,
  }
}
