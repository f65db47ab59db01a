/**
 * A class on Kubernetes: an Indexed Job, one submission for each index, on a volume
 * that holds course, submissions and grades. A pod that is lost is started again with
 * the same index; one that finds its record there is done at once.
 *
 * Nothing in it is privileged: where there is no KVM, the VM is emulated.
 */
import { dirname, relative } from 'node:path'
import { stringify } from 'yaml'
import { quotedIfNeeded } from '#vm/host/quoted.ts'

export interface KubernetesOrder {
  /** Absolute path of the file of the course: the volume is its folder. */
  readonly course: string
  /** Absolute path of the folder of the grades, below that of the course. */
  readonly out: string
  readonly tasks: number
  readonly jobs: number
  /** Image that has the kit in `/labs`, with its packages. */
  readonly image: string
  /** Name of the PersistentVolumeClaim. */
  readonly claim: string
  /** Formats, as words of the command line. */
  readonly words: readonly string[]
}

const VOLUME = '/class'
const TRIES = 3

/** Whether the grades are where pods can reach them. */
export const isOnVolume = ({
  course,
  out,
}: Pick<KubernetesOrder, 'course' | 'out'>) =>
  !relative(dirname(course), out).startsWith('..')

/**
 * The manifest, as YAML.
 *
 * @see Kubernetes, "Indexed Job for Parallel Processing with Static Work Assignment"
 */
export function kubernetesJob(order: KubernetesOrder): string {
  const { tasks, jobs } = order
  return stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'labs-grade' },
    spec: {
      completionMode: 'Indexed',
      completions: tasks,
      parallelism: Math.min(jobs, tasks),
      backoffLimitPerIndex: TRIES,
      // One submission that cannot be judged does not end the others.
      maxFailedIndexes: tasks,
      template: { spec: podOf(order) },
    },
  })
}

function podOf({ image, claim, ...order }: KubernetesOrder) {
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    containers: [
      {
        name: 'grade',
        image,
        command: ['sh', '-c', commandOf(order)],
        resources: {
          requests: { cpu: '2', memory: '2Gi' },
          limits: { memory: '3Gi' },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [
          { name: 'class', mountPath: VOLUME },
          { name: 'scratch', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'class', persistentVolumeClaim: { claimName: claim } },
      { name: 'scratch', emptyDir: {} },
    ],
  }
}

/** Indexes begin at 0, tasks at 1. */
function commandOf({
  course,
  out,
  words,
}: Pick<KubernetesOrder, 'course' | 'out' | 'words'>): string {
  const below = (path: string) => `${VOLUME}/${relative(dirname(course), path)}`
  return [
    'exec node /labs/labs/cli/bin.js grade',
    ...['--course', below(course), '--out', below(out), ...words].map(
      quotedIfNeeded,
    ),
    '--task $((JOB_COMPLETION_INDEX + 1))',
  ].join(' ')
}
