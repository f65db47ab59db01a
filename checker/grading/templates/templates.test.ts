/** Files that instructors copy: their syntax, and what platforms want of them. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'

const file = (path: string) => join(import.meta.dirname, path)
const yaml = (path: string) => parse(readFileSync(file(path), 'utf8'))

t.test('scripts are shell', async (t) => {
  for (const name of ['setup.sh', 'run_autograder']) {
    const path = file(`gradescope/${name}`)
    t.match(readFileSync(path, 'utf8'), /^#!\/usr\/bin\/env bash\n/)
    execFileSync('bash', ['-n', path])
  }
})

t.test('the workflow gives the reporter what it reads', async (t) => {
  const { jobs } = yaml('github/autograde.yml')
  const { steps } = jobs.autograding
  const judge = steps.find(({ name }: { name?: string }) => name === 'Judge')
  t.match(judge.run, /labs check "\$LAB" --reporter github/)
  t.match(judge.run, />> "\$GITHUB_ENV"/)
  execFileSync('bash', ['-n', '-c', judge.run])
  const reporter = steps.at(-1)
  t.match(reporter.uses, /^classroom-resources\/autograding-grading-reporter@/)
  t.equal(reporter.with.runners, '$' + '{{ env.LABS_RUNNERS }}')
})

t.test('the GitLab job keeps its report, whatever came out', async (t) => {
  const { judge } = yaml('gitlab/.gitlab-ci.yml')
  const lines = [judge.before_script, judge.script, judge.after_script].flat()
  execFileSync('bash', ['-n', '-c', lines.join('\n')])
  t.match(lines.join('\n'), /labs check "\$LAB" --reporter junit/)
  t.equal(judge.artifacts.when, 'always')
  t.equal(judge.artifacts.reports.junit, 'labs.junit.xml')
})
