import type { RdmaLimit } from '../../spec/runtime-spec.ts'
import type { Setting } from './setting.ts'

/**
 * Settings for adapters that reach into the memory of other machines, a line
 * for each:
 *
 *     mlx5_0 hca_handle=2 hca_object=2000
 *
 * @see Control Group v2, "RDMA", "RDMA Interface Files"
 */
export function rdmaSettings(
  limits: Readonly<Record<string, RdmaLimit>>,
): Setting[] {
  return Object.entries(limits).map(([device, limit]) => ({
    file: 'rdma.max',
    value: lineOf(device, limit),
  }))
}

function lineOf(device: string, { hcaHandles, hcaObjects }: RdmaLimit): string {
  const words = [device]
  if (hcaHandles !== undefined) words.push(`hca_handle=${hcaHandles}`)
  if (hcaObjects !== undefined) words.push(`hca_object=${hcaObjects}`)
  return words.join(' ')
}
