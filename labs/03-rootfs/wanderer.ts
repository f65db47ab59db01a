/**
 * The container whose process.cwd is a link of the image to a descriptor: to a
 * folder of the host, if the runtime has that open while it changes directory.
 *
 *     <folder>/outside-…/               open in the runtime, under a drawn number
 *     …/rootfs/way-… → /proc/self/fd/…
 */
import type { Bench } from '#checker/bench.ts'
import { folderOf } from '#checker/container.ts'
import { type Box, openBox } from './box.ts'
import { namespacesOf } from './furnished.ts'

const NAME = 'wanderer'

export interface Wanderer {
  readonly cwd: string
  readonly link: string
  readonly outside: string
  /** What is found of it is where the program stands. */
  readonly box: Box<{ readonly outside: string | null }>
}

export async function wanderer(bench: Bench): Promise<Wanderer> {
  const hex = (what: string) => bench.seed.hex(`${NAME} ${what}`, 4)
  // Node closes the low ones of its own accord.
  const number = bench.seed.int(`${NAME} descriptor`, 100, 200)
  const name = `outside-${hex('outside')}`
  const outside = `${folderOf(bench, NAME)}/${name}`
  const cwd = `/way-${hex('cwd')}`
  const link = `/proc/self/fd/${number}`
  const box = await openBox(
    bench,
    {
      name: NAME,
      cwd,
      descriptors: { [number]: outside },
      entries: [
        { kind: 'directory', path: name },
        { kind: 'symlink', path: `bundle/rootfs${cwd}`, target: link },
      ],
      spec: {
        mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
        linux: { namespaces: namespacesOf('mount', 'pid') },
      },
    },
    async () => {
      const [identity = null] = await bench.call('identify', {
        paths: [outside],
      })
      return { outside: identity }
    },
  )
  return { cwd, link, outside, box }
}
