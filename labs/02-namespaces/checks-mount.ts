/** Step 4: a mount table of one's own, and who is told of changes to it. */
import { parseMountinfo } from '#checker/evidence/mountinfo.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { mountsOf, ofResident } from './look.ts'
import { judgeOwn } from './start.ts'
import { YARD } from './views.ts'

const own: Check = {
  id: 'mount.own',
  title: {
    en: 'the program has a mount namespace of its own',
    zh: '程序有自己的挂载命名空间',
  },
  points: 1,
  needs: [],
  source: 'mount_namespaces(7); runtime-spec config-linux.md, "Namespaces"',
  run: ofResident('mount', ({ bench, seen }) =>
    judgeOwn(bench, 'mount', seen, 'MOUNT_SHARED'),
  ),
}

const SHOWN = 6

const notShared: Check = {
  id: 'mount.not-shared',
  title: {
    en: 'no mount inside is shared with the host',
    zh: '容器里没有任何挂载与宿主机共享',
  },
  points: 2,
  needs: ['mount.own'],
  source: 'mount_namespaces(7), "Shared subtrees"; proc_pid_mountinfo(5)',
  run: ofResident('mount', (scene) => {
    const [inside, outside] = [
      mountsOf(scene).table ?? '',
      scene.views.hostMounts,
    ].map(parseMountinfo)
    const groups = new Set(outside?.map(({ shared }) => shared))
    const shared = (inside ?? []).filter(
      (mount) => mount.shared !== null && groups.has(mount.shared),
    )
    const root = inside?.find(({ mountPoint }) => mountPoint === '/')
    const text = shared
      .slice(0, SHOWN)
      .map((mount) => `${mount.mountPoint} shared:${mount.shared}`)
    const evidence = {
      'mountinfo, seen by a visitor inside':
        text.join('\n') || 'no mount in a peer group of the host',
    }
    if (shared.length === 0 && root !== undefined) return pass({ evidence })
    return fail({
      expected: 'no mount in a peer group that the host has too',
      actual: `${shared.length} mounts are shared with the host`,
      evidence,
      diagnosis:
        root?.shared == null
          ? 'PROPAGATION_NOT_RECURSIVE'
          : 'PROPAGATION_SHARED',
    })
  }),
}

const hostUnchanged: Check = {
  id: 'mount.host-unchanged',
  title: {
    en: 'what is mounted inside does not appear on the host',
    zh: '在容器里挂载的东西不会出现在宿主机上',
  },
  points: 2,
  needs: ['mount.own'],
  source: 'mount_namespaces(7), "Shared subtrees"; mount(2)',
  run: ofResident('mount', (scene) => {
    const { made, table } = mountsOf(scene)
    if (made.error !== null) {
      throw new Error(`A visitor could not mount inside: ${made.error}`)
    }
    const came = parseMountinfo(scene.views.hostMounts).filter(
      ({ source, mountPoint }) =>
        source === YARD && mountPoint.startsWith(scene.container.folder),
    )
    const evidence = {
      '/proc/self/mountinfo of the host':
        came.map(({ mountPoint }) => mountPoint).join('\n') || 'without it',
    }
    if (came.length === 0) return pass({ evidence })
    const root = parseMountinfo(table ?? '').find((m) => m.mountPoint === '/')
    return fail({
      expected: 'a tmpfs that a visitor mounts inside stays inside',
      actual: `the host has it too, at ${came[0]?.mountPoint}`,
      evidence,
      diagnosis:
        root?.shared == null
          ? 'PROPAGATION_NOT_RECURSIVE'
          : 'PROPAGATION_SHARED',
    })
  }),
}

export const mountChecks: readonly Check[] = [own, notShared, hostUnchanged]
