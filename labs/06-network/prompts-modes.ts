/** What the starter says about whose network a container has. */
import type { Text } from '#checker/check.ts'

export const modesPrompts: Readonly<Record<string, Text>> = {
  'lab-06-modes': {
    en: `Return the namespaces of the container: those of the bundle, with the network that the mode wants instead of the bundle's.
  1. What the bundle says of its network is void. Which entries stay?
  2. Which modes want a new namespace, made with the child? An entry without a path says so.
  3. Which want one that is there before the child? Its name is path.
  4. And which mode wants no entry at all?`,
    zh: `返回容器的命名空间：bundle 里的那些，但网络换成该模式要的。
  1. bundle 里关于网络的说法作废。哪些条目保留？
  2. 哪些模式要一个随子进程新建的命名空间？没有 path 的条目就是这个意思。
  3. 哪些要一个在子进程之前就有的？它的名字是 path。
  4. 哪个模式什么条目都不要？`,
  },
  'lab-06-share': {
    en: `Give the network namespace of the other container a name: file.
  1. init is the first process of that container. Where does the kernel show its namespaces (openNetns)?
  2. Between looking up the number and opening the file the process may have ended, and the number may be somebody else's. When do you ask isAlive? Throw a StateError that names the container.
  3. nameNetns makes the name; close the descriptor, whatever happens.`,
    zh: `给另一个容器的网络命名空间起名：file。
  1. init 是那个容器的第一个进程。内核在哪里显示它的命名空间（openNetns）？
  2. 从查到进程号到打开文件之间，进程可能已经结束，进程号可能归了别人。什么时候问 isAlive？抛出写明容器的 StateError。
  3. nameNetns 起名；无论如何都要关闭描述符。`,
  },
  'lab-06-connect': {
    en: `Make the namespace, and have it connected.
  1. Who makes it, and why not the child: what does the plugin need before the child is born?
  2. In it even lo is down.
  3. addEndpoint calls the plugins. What they return belongs to the endpoint that you return: DEL and CHECK are told of it.`,
    zh: `创建命名空间，并让插件把它接上。
  1. 由谁创建，为什么不是子进程：在子进程出生之前插件需要什么？
  2. 里面连 lo 都没有启用。
  3. addEndpoint 调用插件。它们返回的结果属于你返回的 endpoint：DEL 和 CHECK 会用到。`,
  },
}
