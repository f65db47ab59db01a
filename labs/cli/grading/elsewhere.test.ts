import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import type { HandIn } from './collect.ts'
import { isOnVolume, kubernetesJob } from './kubernetes.ts'
import { readPlan, writePlan } from './plan.ts'
import { writeSlurm } from './slurm.ts'

const TASK: HandIn = {
  ...{ student: 'ada', lab: '01-chroot', file: '/class/in/ada.tgz' },
  ...{ sha256: 'x', tree: 'y', submittedAt: 'z', createdAt: 'w', fault: null },
}

t.test('a plan is the same for whoever reads it', async (t) => {
  const out = t.testdir({})
  t.equal(readPlan(out), null)
  writePlan(out, [TASK])
  t.same(readPlan(out), [TASK])
  t.notMatch(readFileSync(join(out, 'plan.json'), 'utf8'), '"/class')
})

t.test(
  'Slurm gets a task for each submission, and one behind them',
  async (t) => {
    const out = t.testdir({})
    const words = ['/in/some class', '--course', '/c.yaml']
    const scripts = writeSlurm({ out, tasks: 30, jobs: 4, words })
    const [array, collect] = [scripts.array, scripts.collect].map((path) => {
      t.equal(statSync(path).mode & 0o777, 0o700)
      execFileSync('sh', ['-n', path])
      return readFileSync(path, 'utf8')
    })
    t.match(array, '#SBATCH --array=1-30%4')
    t.match(array, '#SBATCH --requeue')
    t.match(
      array,
      `grade '/in/some class' --course /c.yaml --task "$SLURM_ARRAY_TASK_ID"`,
    )
    t.notMatch(collect, '--array')
    t.notMatch(collect, '--task')
    const all = writeSlurm({ out, tasks: 30, jobs: null, words })
    t.match(readFileSync(all.array, 'utf8'), /--array=1-30\n/)
  },
)

t.test('Kubernetes gets an Indexed Job without rights', async (t) => {
  const order = {
    ...{ course: '/home/me/class/course.yaml', out: '/home/me/class/grades' },
    ...{ tasks: 30, jobs: 10, image: 'kit:1', claim: 'class', words: [] },
  }
  const { spec, kind, apiVersion } = parse(kubernetesJob(order))
  t.same([apiVersion, kind], ['batch/v1', 'Job'])
  t.match(spec, {
    completionMode: 'Indexed',
    completions: 30,
    parallelism: 10,
    backoffLimitPerIndex: 3,
    template: { spec: { restartPolicy: 'Never' } },
  })
  const [container] = spec.template.spec.containers
  t.match(
    container.command[2],
    '--course /class/course.yaml --out /class/grades',
  )
  t.match(container.command[2], '--task $((JOB_COMPLETION_INDEX + 1))')
  t.match(container.securityContext, {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  })
})

t.test('grades have to be where pods see them', async (t) => {
  const course = '/home/me/class/course.yaml'
  t.ok(isOnVolume({ course, out: '/home/me/class/grades' }))
  t.notOk(isOnVolume({ course, out: '/home/me/grades' }))
  t.notOk(isOnVolume({ course, out: '/tmp/x' }))
})
