/** Step 4: what may not be seen, and what may not be changed. */
import type { Bench } from '#checker/bench.ts'
import { mountAt } from '#checker/evidence/mountinfo.ts'
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import { procEvidence } from '#checker/outcome.ts'
import { isLabProgram } from '#checker/profile.ts'
import type { Inside } from './box.ts'
import { describeMount } from './checks-mounts.ts'
import { describeResult, ofBox } from './start.ts'
import { type Aspect, type Sight, type Veiled, veiledFor } from './veiled.ts'

const ofVeiled = (
  aspect: Aspect,
  otherwise: string,
  look: (found: Veiled, sight: Sight, inside: Inside) => Outcome,
) => ofBox((bench: Bench) => veiledFor(bench, aspect), otherwise, look)

const masked: Check = {
  id: 'hide.masked',
  title: {
    en: 'maskedPaths: a file reads empty, a directory is empty, a missing one is no error',
    zh: 'maskedPaths：文件读出来是空的，目录是空的，不存在的路径不算错误',
  },
  points: 3,
  needs: ['pivot.root'],
  source: 'runtime-spec config-linux.md, "Masked Paths"; null(4)',
  run: ofVeiled('masked', 'MASK_REFUSED', ({ veil }, sight) => {
    const told = {
      [`${veil.masked}/file`]: describeText(sight.masked),
      'the same, read inside': describeText(sight.visitor?.masked ?? null),
      [`${veil.masked}/folder`]: describeNames(sight.maskedFolder),
      [`${veil.masked}/link`]: describeText(sight.visitor?.byLink ?? null),
    }
    const texts = [sight.masked, sight.visitor?.masked, sight.visitor?.byLink]
    const isLegible = texts.some((text) => text?.includes(veil.text))
    const isListed = sight.maskedFolder?.length !== 0
    if (sight.visitor !== null && !isLegible && !isListed) {
      return pass({ evidence: told })
    }
    return fail({
      expected: 'nothing to read in the file, no name in the directory',
      actual: Object.entries(told)
        .map(([path, found]) => `${path}: ${found}`)
        .join('\n'),
      evidence: told,
      diagnosis: isLegible ? 'MASK_LEGIBLE' : 'MASK_FOLDER_OPEN',
    })
  }),
}

function describeText(text: string | null): string {
  return text === null ? 'cannot be read' : JSON.stringify(text)
}

function describeNames(names: readonly string[] | null): string {
  if (names === null) return 'cannot be listed'
  return names.length === 0 ? '(empty)' : names.join(' ')
}

const fixed: Check = {
  id: 'hide.read-only-paths',
  title: {
    en: 'readonlyPaths: can be read, and writing gives EROFS',
    zh: 'readonlyPaths：可以读，写则得到 EROFS',
  },
  points: 2,
  needs: ['pivot.root'],
  source: 'runtime-spec config-linux.md, "Readonly Paths"; mount_setattr(2)',
  run: ofVeiled('fixed', 'FIXED_REFUSED', ({ veil }, { fixed, visitor }) => {
    const told = {
      [`${veil.fixed}/file`]: describeResult(visitor?.intoFixedFile),
      [`${veil.fixed}/folder`]: describeResult(visitor?.intoFixedFolder),
      '/proc/sys/kernel/hostname': describeResult(visitor?.intoSysctl),
    }
    const evidence = { ...told, 'reading the file': describeText(fixed) }
    const isFixed = Object.values(told).every((result) => result === 'EROFS')
    const isLegible = fixed === veil.text
    if (isFixed && isLegible) return pass({ evidence })
    return fail({
      expected: 'EROFS for each of them; the file can be read as before',
      actual: isFixed
        ? `reading the file: ${describeText(fixed)}`
        : Object.entries(told)
            .map(([path, result]) => `writing ${path}: ${result}`)
            .join('\n'),
      evidence,
      diagnosis: isFixed ? 'FIXED_ILLEGIBLE' : 'FIXED_WRITABLE',
    })
  }),
}

const readOnlyRoot: Check = {
  id: 'hide.read-only-root',
  title: {
    en: 'root.readonly: the root cannot be written, mounts in it still can',
    zh: 'root.readonly：根不能写，其中的挂载仍然可写',
  },
  points: 2,
  needs: ['pivot.root'],
  source: 'runtime-spec config.md, "Root", readonly; mount_setattr(2)',
  run: ofVeiled(
    'read-only',
    'READ_ONLY_REFUSED',
    ({ veil }, { visitor }, { mounts, seen }) => {
      const root = describeResult(visitor?.intoRoot)
      const scratch = describeResult(visitor?.intoScratch)
      const lines = ['/', veil.scratch].map((path) =>
        describeMount(mountAt(mounts, path)),
      )
      const evidence = {
        'making a file in /': root,
        [`making a file in ${veil.scratch}`]: scratch,
        ...procEvidence(seen, 'mountinfo', lines.join('\n')),
      }
      const isFree = visitor?.intoScratch.error === null
      if (root === 'EROFS' && isFree) return pass({ evidence })
      const isMounted = mountAt(mounts, veil.scratch) !== undefined
      const spreads = isMounted ? 'READ_ONLY_SPREADS' : 'MOUNT_MISSING'
      return fail({
        expected: 'EROFS in "/", and none in the tmpfs mounted there',
        actual: `in "/": ${root}; in the tmpfs: ${scratch}`,
        evidence,
        diagnosis: root === 'EROFS' ? spreads : 'ROOT_WRITABLE',
      })
    },
  ),
}

const propagation: Check = {
  id: 'hide.propagation',
  title: {
    en: 'rootfsPropagation is that of "/" in the container',
    zh: 'rootfsPropagation 就是容器里 “/” 的传播类型',
  },
  points: 2,
  needs: ['pivot.root'],
  source: 'runtime-spec config-linux.md, "Rootfs Mount Propagation"',
  run: async (bench) => {
    const judge = ofVeiled('propagation', 'PROPAGATION_REFUSED', judgeRoot)
    const outcome = await judge(bench)
    const isOther = !isLabProgram(bench.program)
    // Tried with runc 1.1.5: whatever it is asked for, "/" stays as it was.
    return isOther && outcome.diagnosis === 'ROOT_PROPAGATION_IGNORED'
      ? unsupported(`rootfsPropagation leaves "/" as it was: ${outcome.actual}`)
      : outcome
  },
}

function judgeRoot({ veil }: Veiled, _: Sight, { mounts, seen }: Inside) {
  const root = mountAt(mounts, '/')
  const evidence = {
    rootfsPropagation: veil.propagation,
    ...procEvidence(seen, 'mountinfo', describeMount(root)),
  }
  const isShared = typeof root?.shared === 'number'
  const isUnbindable = root?.isUnbindable === true
  const found = isUnbindable ? 'unbindable' : isShared ? 'shared' : 'neither'
  if (found === veil.propagation) return pass({ evidence })
  return fail({
    expected: `"/" is ${veil.propagation}`,
    actual: `it is ${found}: ${describeMount(root)}`,
    evidence,
    diagnosis: 'ROOT_PROPAGATION_IGNORED',
  })
}

export const hideChecks: readonly Check[] = [
  masked,
  fixed,
  readOnlyRoot,
  propagation,
]
