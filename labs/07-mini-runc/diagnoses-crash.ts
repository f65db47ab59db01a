/** What can go wrong when the runtime is killed on the way. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const crashDiagnoses = diagnosesOf({
  CRASH_LEAVES: {
    title: text(
      'What a killed runtime leaves cannot be cleared up',
      '运行时被杀之后，残留清理不掉',
    ),
    because: text(
      'A runtime may be killed between any two of its steps. Whatever it has made by then, somebody has to know of it: what is made first and written down later is lost in between.',
      '运行时可能在任意两步之间被杀。那时已经建好的东西必须有据可查：先做后记，中间就会丢失。',
    ),
    read: ['runc-delete(8), --force', 'rename(2)', 'signal(7), SIGKILL'],
    hints: [
      text(
        'Look at what is left, and at the moment. Had you written down that it would be made?',
        '看看留下了什么、是在哪一刻。你事先记下要建它了吗？',
      ),
      text(
        'Write first, make then: a record of what is not there yet does no harm, what is in no record stays for ever. And write under another name, and rename: a half record is none.',
        '先记再做：记了还没做的不要紧，做了没记的会永远留下。写的时候先用另一个名字再改名：写了一半的记录等于没有。',
      ),
      text(
        'For each of process, cgroup and mount: claim.has(…) before it is made, and delete --force undoes whatever the record names, there or not.',
        '对进程、cgroup、挂载都一样：动手之前先 claim.has(…)，delete --force 则按记录逐一撤销，不管它们是否真的在。',
      ),
    ],
  },
  FORCE_LEAVES: {
    title: text(
      'delete --force does not end what runs',
      'delete --force 没有结束正在运行的容器',
    ),
    because: text(
      'With --force a container is killed if it has to be, and then nothing of it may be left.',
      '带 --force 时，必要的话要杀死容器，之后什么都不能留下。',
    ),
    read: ['runc-delete(8), --force', 'pid_namespaces(7)'],
    hints: [
      text(
        'Does it wait for the end of what it kills?',
        '它会等被杀的进程真正结束吗？',
      ),
      text(
        'SIGKILL is only a request; as long as somebody is in there, mounts are held and the cgroup is busy.',
        'SIGKILL 只是一个请求；只要里面还有进程，挂载就被占着，cgroup 也删不掉。',
      ),
      text(
        'Kill all that is in the cgroup, wait until it is empty, then remove it and the state.',
        '杀死 cgroup 里的所有进程，等它变空，再删除它和状态。',
      ),
    ],
  },
})
