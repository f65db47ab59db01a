// Ports of the host, which programs on it may have taken.
import { closeSync } from 'node:fs'
import { familyOf, type IpAddress } from '../linux/network/ip-address.ts'
import { socketAddress } from '../linux/network/socket-address.ts'
import {
  AF_INET6,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from '../sys/constants/sockets.ts'
import { SyscallError } from '../sys/errors.ts'
import { syscall, syscallNumeric } from '../sys/libc.ts'
import { CniError } from './cni-error.ts'
import { formatEndpoint, type Protocol } from './port-mapping.ts'

/**
 * Refuse a port that a program on this host listens at: its packets would lead
 * to the container from now on. The only way to know is to take it oneself.
 *
 * Podman takes the ports of its containers, too, after they were attached, so
 * that nobody else does. It can attach such a container again while it runs
 * (`podman network reload`) only with `enable_port_reservation = false`.
 *
 * @throws {CniError} 104 if it is taken; 7 for an address the host has not.
 * @see bind(2), ip(7)
 */
export function refuseListener(
  protocol: Protocol,
  address: IpAddress,
  port: number,
): void {
  const type = protocol === 'tcp' ? SOCK_STREAM : SOCK_DGRAM
  const family = familyOf(address)
  const fd = syscallNumeric('socket', family, type | SOCK_CLOEXEC, 0)
  try {
    // Connections that have ended keep their port for a minute (TIME_WAIT),
    // and that is no reason to refuse; a listener is one with this, too.
    if (protocol === 'tcp') switchOn(fd, SOL_SOCKET, SO_REUSEADDR)
    if (family === AF_INET6) switchOn(fd, IPPROTO_IPV6, IPV6_V6ONLY)
    const name = socketAddress(address, port)
    syscall('bind', fd, name, name.length)
  } catch (error) {
    throw explain(error, `${protocol} ${formatEndpoint(address, port)}`)
  } finally {
    closeSync(fd)
  }
}

function switchOn(fd: number, level: number, option: number): void {
  const on = Buffer.from([1, 0, 0, 0])
  syscall('setsockopt', fd, level, option, on, on.length)
}

function explain(error: unknown, place: string): unknown {
  if (!(error instanceof SyscallError)) return error
  const { code, message } = error
  if (code === 'EADDRINUSE')
    return new CniError(
      'portTaken',
      `Expected port ${place} of the host to be free but found a program that has it`,
      message,
    )
  if (code === 'EADDRNOTAVAIL')
    return new CniError(
      'invalidConfiguration',
      `Expected an address of this host to publish ${place} at but found none such`,
      message,
    )
  return error
}
