/** Step 5: what can be wrong with filters of system calls. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const loadDiagnoses = diagnosesOf({
  FILTER_MISSING: {
    title: text('No filter is in force', '没有生效的过滤器'),
    because: text(
      'The line Seccomp of the process is not 2: the kernel asks nobody at its system calls. A profile that is read and not loaded protects nothing.',
      '进程的 Seccomp 一行不是 2：系统调用时内核不问任何人。读了却没有加载的配置什么也保护不了。',
    ),
    read: ['seccomp(2)', 'proc_pid_status(5)'],
    hints: [
      text(
        'Which call hands a filter over to the kernel, and who has to make it?',
        '哪个调用把过滤器交给内核，又该由谁来调用？',
      ),
      text(
        'A filter holds for the process that loads it and its children: the child has to do it, not the runtime.',
        '过滤器对加载它的进程及其子进程有效：要由子进程加载，而不是运行时。',
      ),
      text(
        'At the right one of the two moments: child.seccomp with SECCOMP_SET_MODE_FILTER, the flags and the program.',
        '在两个时机中正确的那个：用 SECCOMP_SET_MODE_FILTER、标志和程序调用 child.seccomp。',
      ),
    ],
  },
  FILTER_WITHOUT_RIGHT: {
    title: text(
      'The process has no right to load a filter by then',
      '那时进程已经无权加载过滤器',
    ),
    because: text(
      'A filter could fool a set-user-ID program. So the kernel takes one only from who has CAP_SYS_ADMIN, or has given up on all new privileges. Here neither was so: EACCES.',
      '过滤器可能欺骗 set-user-ID 程序。所以内核只接受有 CAP_SYS_ADMIN 的进程，或者已经放弃一切新权限的进程。这里两者都不是：EACCES。',
    ),
    read: ['seccomp(2), EACCES', 'prctl(2), PR_SET_NO_NEW_PRIVS'],
    hints: [
      text(
        'Is no_new_privs asked for in this bundle? Who is the process when it loads the filter?',
        '这个 bundle 要求 no_new_privs 吗？加载过滤器时进程是谁？',
      ),
      text(
        'With no_new_privs the filter may come at the very end; without it, before root is given up.',
        '有 no_new_privs，过滤器可以最后加载；没有，就要在放弃 root 之前。',
      ),
      text(
        'Two places are there to load it: choose by noNewPrivileges, and set that bit where it is asked for.',
        '有两个加载的位置：按 noNewPrivileges 选择，并在要求时设置那一位。',
      ),
    ],
  },
  FILTER_TOO_EARLY: {
    title: text(
      'The filter stops the runtime itself',
      '过滤器挡住了运行时自己',
    ),
    because: text(
      'From the moment it is loaded a filter holds for all that comes, also for what the runtime still has to do. This profile forbids calls that changing the user takes.',
      '过滤器一加载，就对之后的一切生效，包括运行时还要做的事。这个配置禁止了改变用户所需的调用。',
    ),
    read: ['seccomp(2)', 'runtime-spec config-linux.md, "Seccomp"'],
    hints: [
      text(
        'Which call failed, and is it in the list of the profile?',
        '哪个调用失败了？它在配置的列表里吗？',
      ),
      text(
        'With no_new_privs, no right is needed to load it: so nothing has to come after it but execve.',
        '有 no_new_privs 时加载不需要权限：所以除了 execve，什么都不必放在它后面。',
      ),
      text(
        'If no_new_privs is asked for, this moment is the last one before execve.',
        '如果要求 no_new_privs，时机就是 execve 之前的最后一刻。',
      ),
    ],
  },
  NO_NEW_PRIVS_MISSING: {
    title: text('no_new_privs is not in force', 'no_new_privs 没有生效'),
    because: text(
      'The bundle asks that no execve gives the program more than it has. The bit is not set: a set-user-ID program of the image makes its caller root.',
      'bundle 要求任何 execve 都不能给程序更多权限。这一位没有设置：镜像里的 set-user-ID 程序会让调用者变成 root。',
    ),
    read: ['PR_SET_NO_NEW_PRIVS(2const)', 'execve(2)'],
    hints: [
      text(
        'Where does the kernel keep that bit, and who inherits it?',
        '内核把这一位放在哪里，谁会继承它？',
      ),
      text(
        'Anybody may set it, for itself, and nobody can take it back.',
        '任何进程都可以给自己设置，谁也不能撤销。',
      ),
      text(
        'One prctl of the child, before execve.',
        '在 execve 之前，由子进程做一次 prctl。',
      ),
    ],
  },
  NO_NEW_PRIVS_UNASKED: {
    title: text(
      'no_new_privs was set, and nobody asked for it',
      '没有人要求，却设置了 no_new_privs',
    ),
    because: text(
      'It makes loading a filter easy, and breaks what the bundle relies on: set-user-ID programs like su and ping do not work any more.',
      '它让加载过滤器变得容易，却破坏了 bundle 依赖的东西：su、ping 这类 set-user-ID 程序不再有效。',
    ),
    read: [
      'PR_SET_NO_NEW_PRIVS(2const)',
      'runtime-spec config.md, "noNewPrivileges"',
    ],
    hints: [
      text(
        'Who set the bit: your code for it, or the code that loads a filter?',
        '是谁设置了这一位：专门的代码，还是加载过滤器的代码？',
      ),
      text(
        'Without the bit a filter can be loaded by who has CAP_SYS_ADMIN still.',
        '没有这一位，仍有 CAP_SYS_ADMIN 的进程也能加载过滤器。',
      ),
      text(
        'Set it if noNewPrivileges is true, and nowhere else.',
        '只在 noNewPrivileges 为 true 时设置，别处都不要。',
      ),
    ],
  },
  UNKNOWN_CALL_REFUSED: {
    title: text(
      'A name that nobody knows stopped the container',
      '一个谁也不认识的名字让容器停下了',
    ),
    because: text(
      'Profiles are written for many kernels and processors, and name calls that this one does not have. Where there is no such call, nobody can make it.',
      '配置是为许多内核和处理器写的，会列出这里没有的调用。没有的调用，谁也调用不了。',
    ),
    read: ['runtime-spec config-linux.md, "Seccomp"', 'syscalls(2)'],
    hints: [
      text(
        'Read which name the runtime stumbled over.',
        '看运行时卡在哪个名字上。',
      ),
      text(
        'A rule may have other names that count all the same.',
        '同一条规则里可能还有别的名字，它们照样有效。',
      ),
      text(
        'A name without a number stands for no number at all: an empty list.',
        '没有编号的名字对应零个编号：空列表。',
      ),
    ],
  },
  UNKNOWN_ACTION_ACCEPTED: {
    title: text(
      'A word that nobody knows was accepted',
      '接受了谁也不认识的词',
    ),
    because: text(
      'Whoever wrote the profile wanted something to happen. What that is nobody can say, so a container without it is not the one that was asked for.',
      '写配置的人希望发生某件事。谁也说不出那是什么，所以缺了它的容器就不是要求的那个。',
    ),
    read: ['runtime-spec config-linux.md, "Seccomp", action'],
    hints: [
      text(
        'What becomes of an action that your table does not have?',
        '表里没有的动作，你的代码怎么处理？',
      ),
      text(
        'Unknown calls are harmless; unknown actions and operators are not.',
        '未知的调用没有害处；未知的动作和操作符则不然。',
      ),
      text(
        'Compare each word with the list of the specification, and fail with the place and the words that there are.',
        '把每个词与规范的列表比较；没有就报错，说明位置和可用的词。',
      ),
    ],
  },
})

const filterDiagnoses = diagnosesOf({
  ERRNO_WRONG: {
    title: text(
      'A forbidden call gives another error',
      '被禁止的调用给出了别的错误',
    ),
    because: text(
      'What a filter returns is an action in the upper 16 bits and a number in the lower. For an error the number is errno: that of the rule, or EPERM if it has none.',
      '过滤器的返回值高 16 位是动作，低 16 位是一个数。对于错误，这个数就是 errno：规则给出的，没有就是 EPERM。',
    ),
    read: [
      'seccomp(2), SECCOMP_RET_ERRNO',
      'runtime-spec config-linux.md, "errnoRet"',
    ],
    hints: [
      text(
        'Does the call succeed, or fail with another error?',
        '调用是成功了，还是以别的错误失败？',
      ),
      text(
        'An errno of 0 is success without anything having been done.',
        'errno 为 0 就是什么也没做却算成功。',
      ),
      text(
        'Add errnoRet to the action; where the rule has none, that of EPERM.',
        '把 errnoRet 加到动作上；规则没有给出时，用 EPERM 的值。',
      ),
    ],
  },
  ACTION_WRONG: {
    title: text('An action does something else', '某个动作做了别的事'),
    because: text(
      'Each action of the specification is a value of the kernel. A call came to something else than its action says: it lives on, it is killed, or it is refused.',
      '规范里的每个动作对应内核的一个值。有调用的结果与动作不符：该死的活着，该活的被杀，或者被拒绝。',
    ),
    read: ['seccomp(2), "SECCOMP_RET_KILL_PROCESS" and the others'],
    hints: [
      text(
        'Which action is it in the evidence, and what happened?',
        '证据里是哪个动作，发生了什么？',
      ),
      text(
        'The values are not in the order of the specification: KILL_PROCESS has the highest bit.',
        '这些值与规范里的顺序无关：KILL_PROCESS 用的是最高位。',
      ),
      text(
        'Compare your table with linux/seccomp.h, line by line.',
        '把你的表与 linux/seccomp.h 逐行比较。',
      ),
    ],
  },
  HALF_COMPARED: {
    title: text('Only half of an argument is compared', '参数只比较了一半'),
    because: text(
      'Arguments have 64 bits, and the machine of a filter compares 32 at a time. All calls that went wrong differ in the upper half only.',
      '参数有 64 位，而过滤器一次只能比较 32 位。出错的调用都只在高半部分不同。',
    ),
    read: ['seccomp(2), struct seccomp_data'],
    hints: [
      text(
        'Write the arguments of the evidence in two groups of eight digits.',
        '把证据里的参数按八位十六进制分成两组。',
      ),
      text(
        'For order, the upper half decides, unless it is equal: then the lower one does.',
        '比大小时由高半部分决定；相等时才看低半部分。',
      ),
      text(
        'Load the word at offset + 4 first, jump if it settles the matter, then load that at offset.',
        '先加载 offset + 4 处的字，能定就跳走；再加载 offset 处的字。',
      ),
    ],
  },
  OPERATOR_WRONG: {
    title: text('An operator compares otherwise', '某个操作符的比较不对'),
    because: text(
      'The machine knows equal, greater, and greater or equal. The other operators are one of these with the two ways exchanged. Right at the border the difference shows.',
      '这台机器只有等于、大于、大于等于。其他操作符是把其中一个的两条路交换。差别就出现在边界上。',
    ),
    read: ['seccomp(2)', 'runtime-spec config-linux.md, "Seccomp", op'],
    hints: [
      text(
        'Which operator is it, and with which argument: one less, equal, one more?',
        '是哪个操作符，哪个参数：小一、相等，还是大一？',
      ),
      text(
        'Less or equal is the opposite of greater; less is the opposite of greater or equal.',
        '小于等于是大于的反面；小于是大于等于的反面。',
      ),
      text(
        'For each operator note the jump of the machine, and whether its ways are exchanged.',
        '为每个操作符记下用哪个跳转，以及两条路是否交换。',
      ),
    ],
  },
  CONDITIONS_NOT_JOINED: {
    title: text(
      'A rule counts when not all its conditions hold',
      '条件没有全部成立，规则就生效了',
    ),
    because: text(
      'Conditions on different arguments of one rule belong together: all of them have to hold. Here one was enough, or none.',
      '同一条规则里针对不同参数的条件是一体的：必须全部成立。这里只要一个，甚至一个都不用。',
    ),
    read: ['runtime-spec config-linux.md, "Seccomp", args'],
    hints: [
      text(
        'Which of the two conditions does the failing call meet?',
        '出错的调用满足两个条件中的哪一个？',
      ),
      text(
        'Where one condition does not hold, the filter has to go on with the next rule.',
        '只要有一个条件不成立，过滤器就要转到下一条规则。',
      ),
      text(
        'After each condition: met leads to the next condition, not met out of the rule.',
        '每个条件之后：成立就到下一个条件，不成立就离开这条规则。',
      ),
    ],
  },
  RULE_FORGOTTEN: {
    title: text(
      'Of several rules for one call some are lost',
      '同一个调用的多条规则丢了几条',
    ),
    because: text(
      'A call may have any number of rules, each with conditions and an answer of its own. Those before, or after, were forgotten.',
      '一个调用可以有任意多条规则，各有自己的条件和结果。前面或后面的规则被忘掉了。',
    ),
    read: ['runtime-spec config-linux.md, "Seccomp", syscalls'],
    hints: [
      text(
        'Which rule still counts: the first or the last?',
        '还有效的是第一条还是最后一条？',
      ),
      text(
        'A map from numbers to one rule has room for one; they come as a list.',
        '从编号到一条规则的映射只能放一条；它们应该是列表。',
      ),
      text(
        'Collect all rules of a number, in their order, and try one after another.',
        '按顺序收集一个编号的所有规则，逐条尝试。',
      ),
    ],
  },
  DEFAULT_ERRNO_WRONG: {
    title: text(
      'What is not in the list gives another error',
      '不在列表里的调用给出了别的错误',
    ),
    because: text(
      'The default action has a number of its own, defaultErrnoRet. EPERM is only for profiles that have none.',
      '默认动作有自己的数：defaultErrnoRet。只有没有给出时才用 EPERM。',
    ),
    read: ['runtime-spec config-linux.md, "Seccomp", defaultErrnoRet'],
    hints: [
      text(
        'Which member of the profile has the number that was expected?',
        '期望的那个数在配置的哪个成员里？',
      ),
      text(
        'The default action is an action like others, with its number beside it.',
        '默认动作和其他动作一样，旁边有自己的数。',
      ),
      text(
        'Make the default answer as you make that of a rule, with defaultErrnoRet.',
        '像生成规则的结果那样生成默认结果，用 defaultErrnoRet。',
      ),
    ],
  },
  PROFILE_TOO_STRICT: {
    title: text('The profile forbids what it allows', '配置禁止了它允许的调用'),
    because: text(
      'A call that stands in the list, or that meets a condition of the list, was refused. Programs that every image has do not work like that.',
      '列表里有的调用，或者满足列表条件的调用，被拒绝了。这样的话，每个镜像都有的程序也没法工作。',
    ),
    read: ['seccomp(2)', 'runtime-spec config-linux.md, "Seccomp"'],
    hints: [
      text(
        'Does the call stand in the list without conditions, or with one?',
        '这个调用在列表里是无条件的，还是带条件的？',
      ),
      text(
        'Look at the operator of its rule, and at both ways out of the comparison.',
        '看它的规则用什么操作符，以及比较之后的两条路。',
      ),
      text(
        'mini-runc run --explain prints the filter: follow the number of the call from the first line on.',
        'mini-runc run --explain 会打印过滤器：从第一行开始跟着调用的编号走一遍。',
      ),
    ],
  },
  FORBIDDEN_CALL_PASSES: {
    title: text(
      'The profile lets through what it does not allow',
      '配置放过了它不允许的调用',
    ),
    because: text(
      'A call got past the filter that is not in the list, or that misses the condition under which it is. Each refusal that the kernel itself gave came too late.',
      '有调用通过了过滤器，它不在列表里，或者不满足列表里的条件。之后内核自己的拒绝都太晚了。',
    ),
    read: ['seccomp(2)', 'runtime-spec config-linux.md, "Seccomp"'],
    hints: [
      text(
        'Is it a call that is not in the list, or one with conditions?',
        '是不在列表里的调用，还是带条件的调用？',
      ),
      text(
        'A rule with conditions allows nothing but what meets them; without a rule that is met, the default counts.',
        '带条件的规则只允许满足条件的调用；没有规则成立时，用默认动作。',
      ),
      text(
        'After the last rule of a call comes the default answer, and so it does for numbers without rules.',
        '一个调用的最后一条规则之后是默认结果；没有规则的编号也一样。',
      ),
    ],
  },
  OTHER_ENTRY_OPEN: {
    title: text(
      'Programs of 32 bits get past the filter',
      '32 位程序绕过了过滤器',
    ),
    because: text(
      'At the other entry the same numbers are other calls. A filter that does not ask by which one the program came forbids the wrong ones, and this profile lists one architecture only.',
      '在另一个入口，同样的编号是别的调用。过滤器不问程序从哪个入口进来，就会禁错对象；而这个配置只列出了一种架构。',
    ),
    read: ['seccomp(2), "arch"', 'syscall(2)'],
    hints: [
      text(
        'What does your filter do with an architecture that it does not know?',
        '遇到不认识的架构，你的过滤器怎么做？',
      ),
      text(
        'The first thing to ask is the architecture; who is none of those listed must not go on.',
        '首先要问架构；不在列表里的不能继续。',
      ),
      text(
        'Behind the part for each known architecture: the end of the process.',
        '在每种已知架构的部分之后：结束进程。',
      ),
    ],
  },
  LISTED_ENTRY_CLOSED: {
    title: text(
      'Programs of a listed architecture are stopped',
      '列出的架构的程序被挡住了',
    ),
    because: text(
      'The profile lists several architectures that this machine can run. For each of them the filter needs a part of its own, with its own numbers.',
      '配置列出了这台机器能运行的多种架构。每一种都需要过滤器里自己的一部分，用自己的编号。',
    ),
    read: ['seccomp(2), "arch"', 'runtime-spec config-linux.md, architectures'],
    hints: [
      text(
        'For which architectures does your filter have numbers?',
        '你的过滤器有哪些架构的编号？',
      ),
      text(
        'mkdir is 83 at one entry and 39 at the other; both have to be looked up.',
        'mkdir 在一个入口是 83，在另一个是 39；两个都要查。',
      ),
      text(
        'Besides the machine’s own, take every listed one that it can run.',
        '除了机器自己的架构，把列出的、能运行的都加上。',
      ),
    ],
  },
})

export const seccompDiagnoses = { ...loadDiagnoses, ...filterDiagnoses }
