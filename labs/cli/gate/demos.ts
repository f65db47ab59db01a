/** The demo of a lab: what it shows on stage is what the kernel prints. */
import { readDemo } from '../demo/read-demo.ts'
import type { Bench, Item } from './bench.ts'
import { withVariant } from './variant.ts'

/** Both languages have the same commands, to the letter; a test sees to it. */
export function demos(bench: Bench): Item[] {
  return [
    {
      name: 'console blocks of the demo',
      run: async () => {
        const { root, lab, sources } = bench
        const script = readDemo(root, lab, 'en')
        if (script === null) return 'there is no demo'
        return await withVariant(bench, 'the reference', sources, async (own) =>
          bench.demoDiffers(script, await own.program()),
        )
      },
    },
  ]
}
