/** Step 3: settings of the kernel. */
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { judgeRefusal } from './look.ts'
import { ofPerson } from './of-person.ts'
import type { Looks } from './person.ts'
import { strayMachine, strayNetwork } from './stray.ts'

const sysctl: Check = {
  id: 'user.sysctl',
  title: {
    en: 'settings of the kernel are as the bundle asks, inside and nowhere else',
    zh: '内核参数按 bundle 的要求设置，只在里面生效',
  },
  points: 2,
  needs: [],
  source: 'runtime-spec config-linux.md, "Sysctl"; proc(5)',
  run: ofPerson(({ traits, found: { inside, host } }) => {
    const names = Object.keys(traits.sysctls)
    const text = (values: Looks['inside']) =>
      names.map((name) => `${name} = ${values[name]}`).join('\n')
    const evidence = {
      'inside, /proc/sys': text(inside),
      'on the host before': text(host.before),
      'on the host since': text(host.after),
    }
    const isKept = text(host.before) === text(host.after)
    const [actual, expected] = [text(inside), text(traits.sysctls)]
    if (isKept && actual === expected) return pass({ evidence })
    if (!isKept)
      return fail({
        expected: `on the host, as before:\n${text(host.before)}`,
        actual: text(host.after),
        evidence,
        diagnosis: 'SYSCTL_ON_HOST',
      })
    return fail({ expected, actual, evidence, diagnosis: 'SYSCTL_NOT_SET' })
  }),
}

const refused: Check = {
  id: 'user.sysctl-refused',
  title: {
    en: 'settings that belong to the whole machine are refused',
    zh: '属于整台机器的内核参数会被拒绝',
  },
  points: 2,
  needs: ['user.sysctl'],
  source: 'runtime-spec config-linux.md, "Sysctl"; namespaces(7)',
  run: async (bench): Promise<Outcome> => {
    const [network, machine] = await Promise.all([
      bench.share(strayNetwork),
      bench.share(strayMachine),
    ])
    const first = judgeRefusal(network.cell, network.asked, 'SYSCTL_SHARED')
    if (first.verdict !== 'pass') return first
    return judgeRefusal(machine.cell, machine.asked, 'SYSCTL_SHARED')
  },
}

export const settingChecks: readonly Check[] = [sysctl, refused]
