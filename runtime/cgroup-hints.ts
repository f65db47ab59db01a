// Advice about cgroups. Which file refused tells more than which call: nearly
// every refusal is one of write(2).
import { basename } from 'node:path'
import type { Hint } from './hint.ts'

const V2 = (...sections: string[]) => [
  `Control Group v2, ${sections.join(', ')}`,
]

/** By `file:code`, `call:code` where no file counts, or `*:code`. */
export const CGROUP_HINTS: Readonly<Record<string, Hint>> = {
  'cgroup.subtree_control:EBUSY': {
    hint: 'Processes are in that cgroup itself. Below the top, a cgroup has processes or hands down controllers: move them into a child first',
    docs: V2('"No Internal Process Constraint"'),
  },
  'cgroup.subtree_control:ENOENT': {
    hint: 'It was not handed that controller itself: begin at the top, and see cgroup.controllers',
    docs: V2('"Top-down Constraint"'),
  },
  'cgroup.subtree_control:EINVAL': {
    hint: 'It takes names of controllers with "+" or "-" before each, and blanks between: "+cpu +memory"',
    docs: V2('"Enabling and Disabling"'),
  },
  'cgroup.subtree_control:EOPNOTSUPP': {
    hint: 'The cgroup is threaded, and that controller counts processes and not threads: see cgroup.type',
    docs: V2('"Threads"'),
  },
  'cgroup.procs:EBUSY': {
    hint: 'That cgroup hands down controllers (cgroup.subtree_control), so processes can only be in its children; or other processes are in it',
    docs: V2('"No Internal Process Constraint"'),
  },
  'cgroup.procs:EOPNOTSUPP': {
    hint: 'One above it is threaded, so it can hold threads only: see cgroup.type',
    docs: V2('"Threads"'),
  },
  'cgroup.procs:ESRCH': {
    hint: 'The process has ended, or is a zombie already',
    docs: V2('"Processes"'),
  },
  'cgroup.procs:ENOENT': {
    hint: 'The process is outside of what a cgroup namespace shows, or the cgroup is gone',
    docs: ['cgroup_namespaces(7)'],
  },
  'cgroup.procs:EACCES': {
    hint: 'Moving a process takes the right to write in both cgroups and in the nearest one above both of them',
    docs: V2('"Delegation Containment"'),
  },
  'cgroup.type:EOPNOTSUPP': {
    hint: 'One above it is threaded, so no process can be put in: choose another "cgroupsPath"',
    docs: V2('"Threads"'),
  },
  'cgroup.events:EBUSY': {
    hint: 'Somebody has frozen it, or a cgroup above it: write 0 to its cgroup.freeze',
    docs: V2('"cgroup.freeze"'),
  },
  'cgroup.events:ETIMEDOUT': {
    hint: 'A process waits inside the kernel (state D in ps), or a cgroup above it is frozen as well',
    docs: [...V2('"cgroup.freeze"'), 'proc_pid_stack(5)'],
  },
  'cpu.max:EINVAL': {
    hint: 'It takes "QUOTA PERIOD" in microseconds, or "max PERIOD": a period from 1000 to 1000000, a quota from 1000, and not below cpu.max.burst',
    docs: [...V2('"CPU Interface Files"'), 'sched-bwc.rst'],
  },
  'cpu.max.burst:EINVAL': {
    hint: 'A burst is not larger than the quota in cpu.max',
    docs: ['sched-bwc.rst, "Burst feature"'],
  },
  'cpu.weight:EINVAL': {
    hint: 'Whoever has cpu.idle 1 has no weight: write 0 there first',
    docs: V2('"CPU Interface Files"'),
  },
  'cpu.weight:ERANGE': {
    hint: 'A weight is from 1 to 10000; shares of version 1 have to be converted',
    docs: V2('"Weights"'),
  },
  'cpuset.cpus:EINVAL': {
    hint: 'It takes a list such as "0-3,7" of processors that there are: see cpuset.cpus.effective at the top',
    docs: V2('"Cpuset Interface Files"'),
  },
  'cpuset.cpus:ERANGE': {
    hint: 'The kernel was not built for a processor of that number: see cpuset.cpus.effective at the top',
    docs: V2('"Cpuset Interface Files"'),
  },
  'cpuset.mems:EINVAL': {
    hint: 'It takes a list such as "0,1" of memory nodes that there are: see cpuset.mems.effective at the top',
    docs: V2('"Cpuset Interface Files"'),
  },
  'memory.max:EBUSY': {
    hint: 'What is in use is more, and cannot all be taken back',
    docs: V2('"Memory Interface Files"'),
  },
  'memory.current:EBUSY': {
    hint: '"checkBeforeUpdate" asks to refuse that: without it the kernel takes back what it can, and kills for the rest',
    docs: ['runtime-spec config-linux.md, "Memory"'],
  },
  'memory.swap.max:ENOENT': {
    hint: 'This kernel does not count swap: see "swapaccount" among its parameters',
    docs: ['kernel-parameters(7)'],
  },
  'io.max:ENODEV': {
    hint: 'It takes the numbers of a whole disk, not those of a partition or of a character device: see lsblk(8)',
    docs: V2('"IO Interface Files"'),
  },
  'io.max:ERANGE': {
    hint: 'A rate of 0 is none; "max" takes the limit away',
    docs: V2('"IO Interface Files"'),
  },
  'io.max:EINVAL': {
    hint: 'It takes one disk at a time: "MAJOR:MINOR rbps=BYTES wiops=NUMBER"',
    docs: V2('"IO Interface Files"'),
  },
  'io.weight:ENOENT': {
    hint: 'This kernel shares no disks by weight: it takes the BFQ scheduler or the cost model of blk-iocost',
    docs: V2('"IO Interface Files"'),
  },
  'io.weight:EOPNOTSUPP': {
    hint: 'The disk has no cost model yet: io.cost.qos switches it on',
    docs: V2('"IO Interface Files"'),
  },
  'io.bfq.weight:EOPNOTSUPP': {
    hint: 'The disk has another scheduler than BFQ: see queue/scheduler in /sys/block',
    docs: ['bfq-iosched.rst'],
  },
  'pids.max:EINVAL': {
    hint: 'It takes a number below that of all processes there can be, or "max"',
    docs: V2('"PID Interface Files"'),
  },
  'rmdir:EBUSY': {
    hint: 'Processes or other cgroups are in it still; zombies do not count',
    docs: V2('"Organizing Processes and Threads"'),
  },
  'mkdir:EAGAIN': {
    hint: 'One above it allows no more: see cgroup.max.depth and cgroup.max.descendants',
    docs: V2('"Core Interface Files"'),
  },
  'mkdir:EEXIST': {
    hint: 'A file of the kernel has that name',
    docs: V2('"Core Interface Files"'),
  },
  'access:ENOENT': {
    hint: 'A controller is in one tree at a time, and version 1 wins as long as it is in use; "cgroup_no_v1=all" among the parameters of the kernel keeps it out',
    docs: [...V2('"Mounting"'), 'cgroups(7), "CGROUPS VERSION 2"'],
  },
  'mount:ENOENT': {
    hint: 'mount -t cgroup2 none DIRECTORY attaches it; controllers that version 1 uses will be missing',
    docs: V2('"Mounting"'),
  },
  '*:ENOENT': {
    hint: 'Its parent does not hand down the controller (cgroup.subtree_control), or this kernel has no such file',
    docs: V2('"Enabling and Disabling"'),
  },
  '*:ENODEV': {
    hint: 'The cgroup was removed meanwhile, or there is no such device',
    docs: V2('"Organizing Processes and Threads"'),
  },
  '*:EACCES': {
    hint: 'The cgroup belongs to somebody else: only root begins at the top, others need a subtree that was handed over to them',
    docs: V2('"Model of Delegation"'),
  },
  '*:EPERM': {
    hint: 'The cgroup belongs to whoever made the cgroup namespace (nsdelegate), or the mount is read-only',
    docs: V2('"Model of Delegation"'),
  },
  '*:EROFS': {
    hint: 'Cgroups are mounted read-only here, as in most containers',
    docs: ['mount(8)', ...V2('"Namespace"')],
  },
  '*:EINVAL': {
    hint: 'The file does not take that text',
    docs: V2('"Interface Files"'),
  },
}

/** Advice about a CgroupError, if there is any. */
export function cgroupHintFor(error: {
  readonly path: string
  readonly syscall: string
  readonly code: string
}): Hint | undefined {
  const { path, syscall, code } = error
  // Calls on a directory, or on nothing in particular.
  const keys = [`${basename(path)}:${code}`, `${syscall}:${code}`, `*:${code}`]
  return keys.map((key) => CGROUP_HINTS[key]).find(Boolean)
}
