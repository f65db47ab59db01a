/** What is said about providers: why one would do, and why it is the one. */
import type { Text } from '#checker/check.ts'

export const PROVIDER_MESSAGES = {
  'fitness.qemu.installed': {
    en: 'QEMU is installed: {path}',
    zh: '已安装 QEMU：{path}',
  },
  'fitness.qemu.unpacked': {
    en: "QEMU will be unpacked from the distribution's archive into the cache",
    zh: '会从发行版软件仓库取得 QEMU，解开到缓存里',
  },
  'fitness.qemu.none': {
    en: 'there is no QEMU, and no apt to get it with: install QEMU 10 or newer',
    zh: '没有 QEMU，也没有可用来获取它的 apt：请安装 QEMU 10 或更新的版本',
  },
  'fitness.qemu.system': {
    en: 'it has no guest for {platform} on {arch}',
    zh: '不支持 {arch} 上的 {platform}',
  },
  'fitness.lima.there': {
    en: 'limactl is installed',
    zh: '已安装 limactl',
  },
  'fitness.lima.none': {
    en: 'there is no limactl: lima-vm.io, on macOS brew install lima',
    zh: '没有 limactl：见 lima-vm.io，macOS 上可用 brew install lima',
  },
  'fitness.vagrant.there': {
    en: 'vagrant is installed',
    zh: '已安装 vagrant',
  },
  'fitness.vagrant.none': {
    en: 'there is no vagrant',
    zh: '没有 vagrant',
  },
  'fitness.windows': {
    en: 'not on Windows itself: work inside WSL2',
    zh: '不能直接在 Windows 上：请在 WSL2 里工作',
  },
  'fitness.local.there': {
    en: 'this machine may be broken ({consent})',
    zh: '这台机器可以弄坏（{consent}）',
  },
  'fitness.local.noConsent': {
    en: 'nobody said that this machine may be broken: labs vm use local',
    zh: '还没有人说过这台机器可以弄坏：labs vm use local',
  },
  'fitness.local.noRoot': {
    en: 'this machine may be broken ({consent}), but that takes root: sudo -E',
    zh: '这台机器可以弄坏（{consent}），但需要 root：sudo -E',
  },
  'fitness.local.system': {
    en: 'this machine runs {platform}, not Linux',
    zh: '这台机器运行的是 {platform}，不是 Linux',
  },
  'fitness.ssh.there': {
    en: '{host} may be broken',
    zh: '{host} 可以弄坏',
  },
  'fitness.ssh.noHost': {
    en: 'no host was named: labs vm use ssh HOST',
    zh: '没有指定主机：labs vm use ssh HOST',
  },
  'fitness.ssh.noConsent': {
    en: 'nobody said that {host} may be broken: labs vm use ssh {host}',
    zh: '还没有人说过 {host} 可以弄坏：labs vm use ssh {host}',
  },
  'fitness.ssh.none': {
    en: 'there is no ssh to reach {host} with',
    zh: '没有可以连到 {host} 的 ssh',
  },

  'chosen.option': {
    en: 'chosen by --provider',
    zh: '由 --provider 选定',
  },
  'chosen.environment': {
    en: 'chosen by LABS_PROVIDER',
    zh: '由 LABS_PROVIDER 选定',
  },
  'chosen.remembered': {
    en: 'chosen by labs vm use, for this checkout',
    zh: '由 labs vm use 为本检出选定',
  },
  'chosen.fits': {
    en: 'chosen: the first that fits',
    zh: '自动选定：第一个合适的',
  },
  'chosen.nothingFits': {
    en: 'none fits; this one is the easiest to get here',
    zh: '没有一个合适；在这里这一个最容易得到',
  },

  'machine.provider': {
    en: 'Provider: {name} ({why}; {reason})',
    zh: '提供者：{name}（{why}；{reason}）',
  },
  'machine.noReset': {
    en: 'What still ran was ended. Files that were changed stay changed: this machine cannot be reset',
    zh: '仍在运行的已经结束。改过的文件就是改过了：这台机器无法重置',
  },
  'use.whichHost': {
    en: 'Which host? labs vm use ssh HOST, as you would type it after ssh',
    zh: '哪台主机？labs vm use ssh HOST，写法与 ssh 之后的一样',
  },
  'use.mayBreak': {
    en: 'May a lab break {host}? Its mounts, network and cgroups are changed, and nothing can be reset',
    zh: '实验可以弄坏 {host} 吗？它的挂载、网络和 cgroup 会被改动，而且什么也收不回来',
  },
  'use.sayDisposable': {
    en: 'Nobody is there to ask. If {host} may be broken by a lab, say --disposable',
    zh: '没有人可以询问。如果实验可以弄坏 {host}，请加上 --disposable',
  },
  'use.stopped': {
    en: 'The machine of {name} is stopped: another one is used from now on',
    zh: '{name} 的机器已停止：今后使用另一台',
  },
  'use.environment': {
    en: 'LABS_PROVIDER={name} is set, and goes before what is remembered',
    zh: '已设置 LABS_PROVIDER={name}，它优先于记住的选择',
  },

  'option.provider': {
    en: 'with up: qemu, lima, vagrant, ssh or local; it is remembered',
    zh: '用于 up：qemu、lima、vagrant、ssh 或 local；会被记住',
  },
  'option.sshConfig': {
    en: 'with use ssh: an ssh configuration other than ~/.ssh/config',
    zh: '用于 use ssh：~/.ssh/config 以外的 ssh 配置',
  },
  'option.disposable': {
    en: 'with use: the machine may be broken by a lab, do not ask',
    zh: '用于 use：实验可以弄坏这台机器，不再询问',
  },
} as const satisfies Record<string, Text>
