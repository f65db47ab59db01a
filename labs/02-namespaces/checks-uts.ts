/** Step 1: the name of the machine. */
import { type Check, fail, pass, unsupported } from '#checker/lab.ts'
import { isLabProgram } from '#checker/profile.ts'
import type { HostNames } from './host.ts'
import { inside, ofResident, type Scene } from './look.ts'
import { judgeOwn } from './start.ts'

const own: Check = {
  id: 'uts.own',
  title: {
    en: 'the program has a UTS namespace of its own',
    zh: '程序有自己的 UTS 命名空间',
  },
  points: 2,
  needs: [],
  source: 'uts_namespaces(7); runtime-spec config-linux.md, "Namespaces"',
  run: ofResident('uts', ({ bench, seen }) =>
    judgeOwn(bench, 'uts', seen, 'UTS_SHARED'),
  ),
}

const seenInside = 'uname(2) of a visitor inside'
const seenOutside = 'uname(2) on the host'

const hostname: Check = {
  id: 'uts.hostname',
  title: {
    en: 'inside, the machine has the name that the bundle gives it',
    zh: '在容器里，机器名就是 bundle 给出的名字',
  },
  points: 2,
  needs: ['uts.own'],
  source: 'sethostname(2); runtime-spec config.md, "Hostname"',
  run: ofResident('uts', (scene) => {
    const expected = scene.drawn.hostname
    const actual = `${inside(scene).names?.hostname}`
    const evidence = { [seenInside]: actual }
    if (actual === expected) return pass({ evidence })
    return fail({ expected, actual, evidence, diagnosis: 'HOSTNAME_NOT_SET' })
  }),
}

const domainname: Check = {
  id: 'uts.domainname',
  title: {
    en: 'inside, the domain has the name that the bundle gives it',
    zh: '在容器里，域名就是 bundle 给出的名字',
  },
  points: 1,
  needs: ['uts.own'],
  source: 'setdomainname(2); runtime-spec config.md, "Domainname"',
  run: ofResident('uts', (scene) => {
    const { bench, drawn, host } = scene
    const expected = drawn.domainname
    const actual = `${inside(scene).names?.domainname}`
    const evidence = { [seenInside]: actual }
    if (actual === expected) return pass({ evidence })
    const isUntouched = actual === host.names.domainname
    if (isUntouched && !isLabProgram(bench.program)) {
      return unsupported(
        'the program starts the container and leaves the domain name alone: that member came with runtime-spec 1.1',
      )
    }
    return fail({ expected, actual, evidence, diagnosis: 'DOMAINNAME_NOT_SET' })
  }),
}

/** Who gave the machine the name that it has now. */
function whoRenamed({ drawn }: Scene, names: HostNames): string {
  const { hostname, domainname } = names
  const taken = [hostname, domainname].includes(drawn.attackName)
  return taken ? 'UTS_SHARED' : 'HOSTNAME_ON_HOST'
}

const hostUnchanged: Check = {
  id: 'uts.host-unchanged',
  title: {
    en: 'the host keeps its name, even if the program inside tries to change it',
    zh: '即使容器里的程序试图改名，宿主机的名字也不变',
  },
  points: 2,
  needs: [],
  source: 'uts_namespaces(7)',
  run: ofResident('uts', (scene) => {
    const { host, views } = scene
    const [before, after] = [host.names, views.outside?.names ?? null]
    if (after === null) throw new Error('A visitor on the host saw no name')
    const text = ({ hostname, domainname }: HostNames) =>
      `${hostname}, domain ${domainname}`
    const evidence = {
      [`${seenOutside}, before`]: text(before),
      [`${seenOutside}, while the program tried`]: text(after),
      [`${seenInside}, then`]: `${views.after?.names?.hostname}`,
    }
    if (text(before) === text(after)) return pass({ evidence })
    return fail({
      expected: text(before),
      actual: text(after),
      evidence,
      diagnosis: whoRenamed(scene, after),
    })
  }),
}

export const utsChecks: readonly Check[] = [
  own,
  hostname,
  domainname,
  hostUnchanged,
]
