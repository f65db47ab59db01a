import type { Bundle } from './bundle.ts'

/** A bundle without a wish for a cgroup: its limits are others' business. */
export function cgroupless(bundle: Bundle): Bundle {
  const { spec } = bundle
  if (!spec.linux) return bundle
  const { cgroupsPath: _, resources: __, ...linux } = spec.linux
  return { ...bundle, spec: { ...spec, linux } }
}
