/** Step 1, first half: the program runs, with what the bundle gives it. */
import { type Check, fail, pass } from '#checker/lab.ts'
import {
  describeEnding,
  describeHeld,
  procEvidence,
  saidBy,
  signalNames,
  whyItEnded,
} from '#checker/outcome.ts'
import { ofResident } from './start.ts'
import { named } from './traveller.ts'

const starts: Check = {
  id: 'exec.starts',
  title: {
    en: 'the program of the bundle is started',
    zh: 'bundle 里指定的程序被启动',
  },
  points: 2,
  needs: [],
  source: 'runtime-spec config.md, "Process"; execve(2)',
  run: ofResident(({ drawn, container, ending }, seen) => {
    const evidence = procEvidence(seen, 'exe', describeHeld(seen.exe))
    if (seen.exe.sha256 === drawn.probe.sha256) return pass({ evidence })
    return fail({
      expected: `sha256 ${drawn.probe.sha256}`,
      actual: `sha256 ${seen.exe.sha256}`,
      evidence: {
        ...evidence,
        ...saidBy(ending),
        program: `${container.program}`,
      },
      diagnosis: 'OTHER_PROGRAM',
    })
  }),
}

const argv: Check = {
  id: 'exec.argv',
  title: {
    en: 'it gets exactly the arguments of the bundle',
    zh: '程序得到的参数与 bundle 完全一致',
  },
  points: 1,
  needs: ['exec.starts'],
  source: 'runtime-spec config.md, "Process", args',
  run: ofResident(({ drawn }, seen) => {
    const [expected, actual] = [drawn.args, seen.argv].map((list) =>
      JSON.stringify(list),
    )
    const evidence = procEvidence(seen, 'cmdline', `${actual}`)
    if (expected === actual) return pass({ evidence })
    return fail({
      expected: `${expected}`,
      actual: `${actual}`,
      evidence,
      diagnosis: 'ARGV_WRONG',
    })
  }),
}

const env: Check = {
  id: 'exec.env',
  title: {
    en: 'it gets exactly the environment of the bundle',
    zh: '程序得到的环境变量与 bundle 完全一致',
  },
  points: 2,
  needs: ['exec.starts'],
  source: 'runtime-spec config.md, "Process", env; environ(7)',
  run: ofResident(({ drawn }, seen) => {
    const evidence = procEvidence(seen, 'environ', seen.env.join('\n'))
    const extra = seen.env.filter((variable) => !drawn.env.includes(variable))
    const absent = drawn.env.filter((variable) => !seen.env.includes(variable))
    if (extra.length === 0 && absent.length === 0) return pass({ evidence })
    const fromHost = Object.keys(drawn.hostEnv).some((name) =>
      extra.some((variable) => variable.startsWith(`${name}=`)),
    )
    return fail({
      expected: drawn.env.join(' '),
      actual: [
        ...extra.map((variable) => `+ ${variable}`),
        ...absent.map((variable) => `- ${variable}`),
      ].join('\n'),
      evidence,
      diagnosis: fromHost ? 'ENV_FROM_HOST' : 'ENV_WRONG',
    })
  }),
}

const stdio: Check = {
  id: 'exec.stdio',
  title: {
    en: 'standard input, output and error are passed through',
    zh: '标准输入、标准输出和标准错误原样传入',
  },
  points: 1,
  needs: ['exec.starts'],
  source: 'execve(2), "FD_CLOEXEC"; stdin(3)',
  run: ofResident(({ drawn, container, output }, seen) => {
    const held = [0, 1, 2].map((fd) => seen.descriptors[fd])
    const evidence = {
      [`/proc/${container.pid}/fd`]: container.streams.join(' '),
      ...procEvidence(
        seen,
        'fd',
        held.map((file, fd) => `${fd} → ${file?.path ?? 'closed'}`).join('\n'),
      ),
    }
    const { greeting, line } = drawn
    const came =
      output.stdout === `${greeting.out}${line}\n` &&
      output.stderr.includes(greeting.err)
    const isOpen = held.every((file) => file !== undefined)
    if (came && isOpen) return pass({ evidence })
    return fail({
      expected: 'what goes in at 0 reaches the program; 1 and 2 come out apart',
      actual: isOpen
        ? `output ${JSON.stringify(output.stdout)}, errors ${JSON.stringify(output.stderr)}`
        : 'not all of 0, 1 and 2 are open in the program',
      evidence,
      diagnosis: isOpen ? 'STDIO_MIXED' : 'STDIO_CLOSED',
    })
  }),
}

const descriptors: Check = {
  id: 'exec.descriptors',
  title: {
    en: 'no other file is open in the container',
    zh: '容器中没有其他打开的文件',
  },
  points: 2,
  needs: ['exec.starts'],
  source: 'close_range(2); fcntl(2), "FD_CLOEXEC"',
  run: ofResident(({ identities }, seen) => {
    const others = Object.entries(seen.descriptors).filter(
      // The probe itself tried to open this one; other checks see to it.
      ([fd, { identity }]) =>
        Number(fd) > 2 && identity !== identities.forbidden,
    )
    const listing = others.map(([fd, { path }]) => `${fd} → ${path}`).join('\n')
    const evidence = procEvidence(
      seen,
      'fd',
      listing || 'nothing but 0, 1 and 2',
    )
    if (others.length === 0) return pass({ evidence })
    return fail({
      expected: 'only the descriptors 0, 1 and 2',
      actual: others.map(([fd, { path }]) => `${fd} → ${path}`).join(', '),
      evidence,
      diagnosis: 'DESCRIPTOR_LEAK',
    })
  }),
}

const signalsReset: Check = {
  id: 'exec.signals-reset',
  title: {
    en: 'no signal is ignored or blocked in the container',
    zh: '容器中没有被忽略或阻塞的信号',
  },
  points: 1,
  needs: ['exec.starts'],
  source: 'execve(2); signal(7)',
  run: ofResident((_, seen) => {
    const { ignored, blocked } = seen
    const found = `ignored: ${signalNames(ignored)}; blocked: ${signalNames(blocked)}`
    const evidence = procEvidence(seen, 'status', found)
    if (ignored.length + blocked.length === 0) return pass({ evidence })
    return fail({
      expected: 'ignored: none; blocked: none',
      actual: found,
      evidence,
      diagnosis: ignored.length > 0 ? 'SIGNALS_IGNORED' : 'SIGNALS_BLOCKED',
    })
  }),
}

const path: Check = {
  id: 'exec.path',
  title: {
    en: 'a name without a slash is searched in the PATH of the container',
    zh: '不含斜杠的程序名在容器自己的 PATH 中查找',
  },
  points: 1,
  needs: ['exec.starts'],
  source: 'execvp(3); runtime-spec config.md, "Process", args',
  run: async (bench) => {
    const found = await named(bench)
    const { name, path, container, ending } = found
    const evidence = {
      'PATH of the container': path,
      'PATH of the runtime': `${container.folder}/host-path:…`,
      ...(container.seen === null
        ? saidBy(ending)
        : procEvidence(
            container.seen,
            'exe',
            describeHeld(container.seen.exe),
          )),
    }
    // Which root it was found in is the matter of another check.
    if (found.found === 'right' || found.found === 'elsewhere') {
      return pass({ evidence })
    }
    const codes = {
      'host path': 'PATH_OF_HOST',
      'not searched': 'PATH_NOT_SEARCHED',
      outside: 'ROOT_UNCHANGED',
      nothing: whyItEnded(ending, 'PATH_SEARCHED_ON_HOST'),
    } as const
    return fail({
      expected: `"${name}" from the second directory of PATH: the first is not there inside`,
      actual:
        found.found === 'nothing'
          ? `nothing was started; the runtime: ${describeEnding(ending)}`
          : `${container.program} was started`,
      evidence,
      diagnosis: codes[found.found],
    })
  },
}

export const programChecks: readonly Check[] = [
  starts,
  argv,
  env,
  stdio,
  descriptors,
  signalsReset,
  path,
]
