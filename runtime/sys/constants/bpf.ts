// Constants of bpf(2), from linux/bpf.h.

export const BPF_PROG_LOAD = 5
export const BPF_PROG_ATTACH = 8
export const BPF_PROG_DETACH = 9
export const BPF_PROG_GET_FD_BY_ID = 13
export const BPF_PROG_QUERY = 16

/** A program that is asked about devices. */
export const BPF_PROG_TYPE_CGROUP_DEVICE = 15
/** Where in a cgroup it is attached. */
export const BPF_CGROUP_DEVICE = 6

/** Programs of cgroups further up and further down are asked as well. */
export const BPF_F_ALLOW_MULTI = 2

export const BPF_COMMANDS = {
  BPF_PROG_LOAD,
  BPF_PROG_ATTACH,
  BPF_PROG_DETACH,
  BPF_PROG_GET_FD_BY_ID,
  BPF_PROG_QUERY,
}
