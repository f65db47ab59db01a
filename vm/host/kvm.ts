import { accessSync, constants } from 'node:fs'

/** Whether this user may ask the kernel to run a guest. That it works is not said. */
export function mayOpenKvm(): boolean {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}
