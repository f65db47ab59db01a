/** Step 2: shared memory and message queues. */
import { parseSysvipc } from '#checker/evidence/namespaces.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import type { CallResult } from '#checker/visitor.ts'
import { inside, ofResident } from './look.ts'
import { judgeOwn } from './start.ts'

const own: Check = {
  id: 'ipc.own',
  title: {
    en: 'the program has an IPC namespace of its own',
    zh: '程序有自己的 IPC 命名空间',
  },
  points: 1,
  needs: [],
  source: 'ipc_namespaces(7); runtime-spec config-linux.md, "Namespaces"',
  run: ofResident('ipc', ({ bench, seen }) =>
    judgeOwn(bench, 'ipc', seen, 'IPC_SHARED'),
  ),
}

interface Objects {
  readonly memory: string | null
  readonly queue: CallResult
}

/** Which of two objects can be found, in words. */
function found({ memory, queue }: Objects, key: number): string[] {
  const keys = parseSysvipc(memory ?? '').map((object) => object.key)
  return [
    ...(keys.includes(key) ? ['shared memory'] : []),
    ...(queue.error === null ? ['message queue'] : []),
  ]
}

const list = (names: readonly string[]) => names.join(' and ') || 'neither'

const hostHidden: Check = {
  id: 'ipc.host-hidden',
  title: {
    en: 'shared memory and queues of the host cannot be found inside',
    zh: '在容器里找不到宿主机的共享内存和消息队列',
  },
  points: 1,
  needs: [],
  source: 'sysvipc(7); mq_overview(7)',
  run: ofResident('ipc', (scene) => {
    const { host } = scene
    const there = found(inside(scene), host.memoryKey)
    const evidence = {
      [`key ${host.memoryKey} and queue "${host.queue}" inside`]: list(there),
    }
    if (there.length === 0) return pass({ evidence })
    return fail({
      expected: 'neither of them is there',
      actual: `found inside: ${list(there)}`,
      evidence,
      diagnosis: 'IPC_SHARED',
    })
  }),
}

const insideHidden: Check = {
  id: 'ipc.inside-hidden',
  title: {
    en: 'shared memory and queues made inside cannot be found on the host',
    zh: '在宿主机上找不到容器里创建的共享内存和消息队列',
  },
  points: 1,
  needs: [],
  source: 'sysvipc(7); mq_overview(7)',
  run: ofResident('ipc', ({ drawn, views }) => {
    const { after, outside } = views
    if (after === null || outside === null) {
      throw new Error('A visitor could not look')
    }
    const [here, there] = [after, outside].map((objects) =>
      found(objects, drawn.memoryKey),
    ) as [string[], string[]]
    const evidence = {
      'of what the program made, inside': list(here),
      'of what the program made, on the host': list(there),
    }
    if (there.length === 0 && here.length === 2) return pass({ evidence })
    return fail({
      expected: 'both inside, neither on the host',
      actual: `inside ${list(here)}, on the host ${list(there)}`,
      evidence,
      diagnosis: 'IPC_SHARED',
    })
  }),
}

export const ipcChecks: readonly Check[] = [own, hostHidden, insideHidden]
