/** Step 2: which directory is `/`, and where the program stands in it. */
import { type Check, fail, pass } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { describeHeld, procEvidence, whyItEnded } from '#checker/outcome.ts'
import type { Resident } from './resident.ts'
import { ofResident } from './start.ts'
import { relative } from './traveller.ts'

const isRootfs: Check = {
  id: 'root.is-rootfs',
  title: {
    en: 'the root directory of the program is root.path',
    zh: '程序的根目录就是 root.path',
  },
  points: 3,
  needs: ['exec.starts'],
  source: 'chroot(2); proc_pid_root(5); runtime-spec config.md, "Root"',
  run: ofResident(({ identities, container }, seen) => {
    const { rootfs } = identities
    const evidence = {
      ...procEvidence(seen, 'root', describeHeld(seen.root)),
      [container.rootfs]: `${rootfs}`,
    }
    if (seen.root.identity === rootfs) return pass({ evidence })
    const isUnchanged = seen.root.identity === identities['host root']
    return fail({
      expected: `"/" of the program is the rootfs, ${rootfs}`,
      actual: `"/" of the program is ${describeHeld(seen.root)}`,
      evidence,
      diagnosis: isUnchanged ? 'ROOT_UNCHANGED' : 'ROOT_ELSEWHERE',
    })
  }),
}

/** Which mistake leaves a working directory there. */
function whyThere(identity: string | null, at: Resident['identities']): string {
  if (identity === at['cwd outside']) return 'CHDIR_BEFORE_CHROOT'
  if (identity === at.elsewhere) return 'CHDIR_FORGOTTEN'
  if (identity === at.rootfs) return 'CWD_IGNORED'
  return 'CWD_ELSEWHERE'
}

const cwd: Check = {
  id: 'root.cwd',
  title: {
    en: 'the working directory is process.cwd, inside the root',
    zh: '工作目录是根目录之内的 process.cwd',
  },
  points: 3,
  needs: ['root.is-rootfs'],
  source: 'chroot(2), "NOTES"; proc_pid_cwd(5); runtime-spec config.md, cwd',
  run: ofResident(({ identities, container, drawn }, seen) => {
    const wanted = identities['cwd inside']
    const evidence = {
      ...procEvidence(seen, 'cwd', describeHeld(seen.cwd)),
      [`${container.rootfs}${drawn.cwd}`]: `${wanted}`,
    }
    if (seen.cwd.identity === wanted) return pass({ evidence })
    return fail({
      expected: `it stands in "${drawn.cwd}" inside its root, ${wanted}`,
      actual: `it stands in ${describeHeld(seen.cwd)}`,
      evidence,
      diagnosis: whyThere(seen.cwd.identity, identities),
    })
  }),
}

const relativePath: Check = {
  id: 'root.relative',
  title: {
    en: 'a relative root.path begins at the bundle, wherever the runtime is started',
    zh: '相对的 root.path 从 bundle 目录算起，与启动位置无关',
  },
  points: 2,
  needs: ['root.is-rootfs'],
  source: 'runtime-spec config.md, "Root", path',
  run: async (bench) => {
    const found = await relative(bench)
    const { roots, container, ending } = found
    const { seen } = container
    if (seen === null) {
      const outcome = nothingRuns(found)
      const code = whyItEnded(ending, 'ROOT_RELATIVE_UNRESOLVED')
      return { ...outcome, diagnosis: code }
    }
    const evidence = {
      'root.path': 'rootfs',
      'runtime was started in': `${container.folder}/elsewhere`,
      [container.rootfs]: `${roots.bundle}`,
      ...procEvidence(seen, 'root', describeHeld(seen.root)),
    }
    if (seen.root.identity === roots.bundle) return pass({ evidence })
    const fromCwd = seen.root.identity === roots.elsewhere
    return fail({
      expected: `"/" of the program is ${container.rootfs}, ${roots.bundle}`,
      actual: `"/" of the program is ${describeHeld(seen.root)}`,
      evidence,
      diagnosis: fromCwd ? 'ROOT_RELATIVE_TO_CWD' : 'ROOT_ELSEWHERE',
    })
  },
}

export const rootChecks: readonly Check[] = [isRootfs, cwd, relativePath]
