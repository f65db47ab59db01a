/** What `labs grade` says, and what is said of files of settings. */
import type { Text } from '#checker/check.ts'

export const GRADE_MESSAGES = {
  'summary.grade': {
    en: 'For instructors: grade submissions, each in a VM of its own',
    zh: '供教师使用：给提交的作业评分，每份各用一台虚拟机',
  },
  'option.gradeCourse': {
    en: 'what the course says of its labs (course.yaml)',
    zh: '课程对各实验的规定（course.yaml）',
  },
  'option.gradeOut': {
    en: 'folder of the grades (grades, beside the course)',
    zh: '存放成绩的文件夹（课程文件旁的 grades）',
  },
  'option.gradeJobs': {
    en: 'how many at a time',
    zh: '同时评多少份',
  },
  'option.gradeOnly': {
    en: 'these students (may be repeated)',
    zh: '只评这些学生（可重复）',
  },
  'option.gradeReceived': {
    en: 'table student,lab,time[,file] of when they arrived; otherwise the time of the file',
    zh: '到达时间表 student,lab,time[,file]；没有则取文件的修改时间',
  },
  'option.gradeRegrade': {
    en: 'grade again what is graded, and show what changed',
    zh: '已评过的也重新评，并显示变化',
  },
  'option.gradeFormat': {
    en: 'further files: csv, tap, junit, gradescope, … (may be repeated)',
    zh: '另外写出的格式：csv、tap、junit、gradescope 等（可重复）',
  },
  'option.gradeJson': {
    en: 'the grades as JSON instead of a table',
    zh: '以 JSON 代替表格输出成绩',
  },
  'option.gradeInit': {
    en: 'begin a course: write course.yaml and a secret key',
    zh: '新建课程：写出 course.yaml 和密钥',
  },
  'option.gradeAnnounce': {
    en: 'write what students may know (.labs-course.yaml)',
    zh: '写出可以告诉学生的内容（.labs-course.yaml）',
  },
  'option.gradeTask': {
    en: 'only the K-th submission, as schedulers ask for it',
    zh: '只评第 K 份，供调度系统使用',
  },
  'option.gradeSlurm': {
    en: 'as an array of jobs on a cluster with Slurm',
    zh: '作为 Slurm 集群上的作业数组运行',
  },
  'option.gradeKubernetes': {
    en: 'print the manifest of an Indexed Job',
    zh: '输出一个 Indexed Job 的清单',
  },
  'option.gradeImage': {
    en: 'image of its pods, with the kit in /labs',
    zh: 'Pod 的镜像，工具包位于 /labs',
  },
  'option.gradeClaim': {
    en: 'PersistentVolumeClaim with the folder of the course',
    zh: '存有课程文件夹的 PersistentVolumeClaim',
  },
  'usage.count': {
    en: 'Expected a number from 1 on after --{name} but found "{found}"',
    zh: '--{name} 之后应为不小于 1 的数字，但得到的是 "{found}"',
  },

  'settings.wrong': {
    en: '{file}:{line}: {where}expected {wanted} but found {found}',
    zh: '{file}:{line}：{where}应为{wanted}，但得到的是 {found}',
  },
  'settings.wantsFile': { en: 'a file that can be read', zh: '可读的文件' },
  'settings.wantsYaml': { en: 'YAML', zh: '合法的 YAML 文本' },
  'settings.wantsMap': {
    en: 'names with values, as in "name: value"',
    zh: '形如 "name: value" 的键值',
  },
  'settings.wantsKnown': {
    en: 'one of the keys that are known',
    zh: '已知的键之一',
  },
  'settings.wantsText': { en: 'a text', zh: '一段文字' },
  'settings.wantsLabs': {
    en: 'the name of a lab, as in "04-cgroups"',
    zh: '实验的名字，如 "04-cgroups"',
  },
  'settings.wantsPoints': {
    en: 'points, a number from 0 to 10000',
    zh: '分数，即 0 到 10000 的数字',
  },
  'settings.wantsMinutes': {
    en: 'a number of minutes',
    zh: '以分钟计的数字',
  },
  'settings.wantsShare': {
    en: 'a share, a number from 0 to 1',
    zh: '比例，即 0 到 1 的数字',
  },
  'settings.wantsMoment': {
    en: 'a moment with its time zone, as in 2026-12-01T23:59:00+01:00',
    zh: '带时区的时刻，如 2026-12-01T23:59:00+01:00',
  },
  'settings.wantsCheck': {
    en: 'the id of a check of this lab, or of its hidden ones',
    zh: '本实验某个检查（包括隐藏检查）的 id',
  },
  'settings.wantsWorth': {
    en: 'points for at least one check',
    zh: '至少一个检查的分数',
  },
  'settings.wantsCount': {
    en: 'the number of checks that checks.ts exports',
    zh: 'checks.ts 导出的检查的数目',
  },
  'settings.wantsNewIds': {
    en: 'ids that neither the lab nor another hidden check has',
    zh: '实验和其他隐藏检查都没有用过的 id',
  },
  'settings.wantsColumns': {
    en: 'a table with the columns student,lab,time and perhaps file',
    zh: '带有 student,lab,time 以及可选的 file 列的表格',
  },

  'grade.noPath': {
    en: 'What is to be graded? Name files or folders: labs grade submissions/',
    zh: '要评什么？请给出文件或文件夹：labs grade submissions/',
  },
  'grade.nothingAt': {
    en: 'There is no file and no folder "{path}"',
    zh: '没有文件或文件夹 "{path}"',
  },
  'grade.nobody': {
    en: 'There is nothing to grade: no file was found, or none of the students in --only',
    zh: '没有可评的作业：没有找到文件，或者没有 --only 中的学生',
  },
  'grade.noTask': {
    en: 'There is no submission {number}: there are {count}',
    zh: '没有第 {number} 份作业：一共只有 {count} 份',
  },
  'grade.noKey': {
    en: 'The key of the course cannot be read from "{path}" ({found}). labs grade --init makes one; an old grade needs the old one',
    zh: '无法从 "{path}" 读取课程密钥（{found}）。labs grade --init 会生成一个；要得到同样的成绩则需要原来的密钥',
  },
  'grade.openKey': {
    en: 'The key of the course, "{path}", is open to others (mode {found}): chmod 600 it',
    zh: '课程密钥 "{path}" 对他人开放（权限 {found}）：请 chmod 600',
  },
  'grade.badKey': {
    en: 'Expected {digits} hexadecimal digits as the key of the course in "{place}"',
    zh: '"{place}" 中的课程密钥应为 {digits} 位十六进制数字',
  },
  'grade.taken': {
    en: '"{path}" is there already, and nothing is written over it',
    zh: '"{path}" 已经存在，不会覆盖',
  },
  'grade.begun': {
    en: 'A course to begin with: {file}\nIts key, which nobody else may have: {key}',
    zh: '新课程：{file}\n课程密钥，不要给任何人：{key}',
  },
  'grade.announced': {
    en: 'What students may know: {file}. Hand it out for the root of their checkouts, as .labs-course.yaml',
    zh: '可以告诉学生的内容：{file}。请发给学生，以 .labs-course.yaml 为名放在检出目录的根部',
  },
  'grade.notFresh': {
    en: 'The provider "{name}" has no fresh machine for each submission: one could change what is said of the next',
    zh: '"{name}" 不能为每份作业提供全新的机器：前一份可能影响后一份的结果',
  },
  'grade.superseded': {
    en: '{name}: {by} counts, and {old} does not',
    zh: '{name}：以 {by} 为准，{old} 不算',
  },
  'grade.elsewhere': {
    en: 'somebody else is grading it',
    zh: '正由别处评分',
  },
  'grade.kept': { en: '{what}, as before', zh: '{what}，与之前相同' },
  'grade.late': {
    en: '{points}, {minutes} min late',
    zh: '{points}，迟交 {minutes} 分钟',
  },
  'grade.rejected': {
    en: '{points}, rejected: {reason}',
    zh: '{points}，拒收：{reason}',
  },
  'grade.ungradable': {
    en: 'no grade, the kit broke twice: {reason}',
    zh: '没有成绩，工具两次出故障：{reason}',
  },
  'grade.badSignature': {
    en: '{name}: the signature of its attempt is wrong',
    zh: '{name}：自测记录的签名不对',
  },
  'grade.sharedKey': {
    en: '{names}: one key signed the attempts of all of them: a computer that they share, or work that somebody else made',
    zh: '{names}：他们的自测记录出自同一把密钥：共用一台电脑，或者有人代做',
  },
  'grade.disagrees': {
    en: '{name}: its own attempt says something else: {what}',
    zh: '{name}：学生的自测记录与此不同：{what}',
  },
  'grade.counts': {
    en: '{graded} graded, {rejected} rejected, {ungradable} without a grade; {kept} of them as before',
    zh: '已评 {graded} 份，拒收 {rejected} 份，没有成绩 {ungradable} 份；其中 {kept} 份与之前相同',
  },
  'grade.speed': {
    en: '{fresh} in {minutes} min: {hourly} an hour, {jobs} at a time ({bound})',
    zh: '{minutes} 分钟评了 {fresh} 份：每小时 {hourly} 份，同时 {jobs} 份（{bound}）',
  },
  'grade.boundAsked': { en: 'as --jobs says', zh: '由 --jobs 指定' },
  'grade.boundCores': {
    en: 'each needs 2 of {cores} cores',
    zh: '每份需要 2 个核，共 {cores} 个核',
  },
  'grade.boundMemory': {
    en: 'each needs 1.5 GB of memory',
    zh: '每份需要 1.5 GB 内存',
  },
  'grade.boundCount': { en: 'there are no more', zh: '没有更多作业' },
  'grade.boundProvider': {
    en: 'there is one machine only',
    zh: '只有一台机器',
  },
  'grade.where': { en: 'Grades: {out}', zh: '成绩：{out}' },
  'grade.slurm': {
    en: 'Slurm has {tasks} tasks in job {array}, and job {collect} to collect the grades',
    zh: 'Slurm 作业 {array} 有 {tasks} 个任务，作业 {collect} 汇总成绩',
  },
  'grade.noSlurm': {
    en: 'There is no sbatch here. Where there is:\n  id=$(sbatch --parsable {array}) && sbatch --dependency=afterany:$id {collect}',
    zh: '这里没有 sbatch。在有它的机器上运行：\n  id=$(sbatch --parsable {array}) && sbatch --dependency=afterany:$id {collect}',
  },
  'grade.offVolume': {
    en: 'Pods see the folder of the course, and the grades would be outside of it: {out}',
    zh: 'Pod 只能看到课程文件夹，而成绩文件夹在它之外：{out}',
  },

  'course.due': {
    en: '{course}: due {when} (UTC)',
    zh: '{course}：截止时间 {when}（UTC）',
  },
  'course.hidden': {
    en: 'When it is graded, there are {count} more checks, which you do not have: {theme}',
    zh: '评分时还有 {count} 个你手上没有的检查：{theme}',
  },
} as const satisfies Record<string, Text>
