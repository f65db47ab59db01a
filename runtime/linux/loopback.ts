import {
  AF_INET,
  IFF_UP,
  SIOCSIFFLAGS,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
} from '../sys/constants/sockets.ts'
import type { Program } from '../sys/program.ts'
import { ifreqFlags } from '../sys/structs.ts'

/**
 * Switch the loopback interface on. A new network namespace has one, and it is
 * down: nobody in it could reach 127.0.0.1.
 *
 * @see network_namespaces(7), netdevice(7)
 */
export function raiseLoopback(child: Program): void {
  // #region lab-02-loopback
  // Any socket will do: it stands for the network it was made in.
  const socket = child.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC)
  child.ioctl(socket, SIOCSIFFLAGS, ifreqFlags('lo', IFF_UP))
  child.close(socket)
  // #endregion lab-02-loopback
}
