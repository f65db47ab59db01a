import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

export const terminalPrompts: Readonly<Record<string, Text>> = {
  'lab-07-terminal': text(
    `Make the terminal of "master" the one of this process, and return the container's end of it.
1. A new terminal is locked. Unlocked, the master opens its other end itself: TIOCGPTPEER, no name needed.
2. If there is a size, it has to be set before anybody looks. The owner of the peer is "uid"; its group stays.
3. sendMaster sends the master away, over "console". After that there is only the peer.
4. The process leads a session without a terminal: TIOCSCTTY. Then 0, 1 and 2 are the peer.`,
    `让 "master" 的终端成为本进程的终端，并返回容器这一端。
1. 新终端是锁住的。解锁之后，主端自己就能打开另一端：TIOCGPTPEER，不需要名字。
2. 如果有大小，要在任何人看之前设好。另一端的属主是 "uid"，组不变。
3. sendMaster 通过 "console" 把主端发走。之后就只剩另一端了。
4. 本进程是没有终端的会话首进程：TIOCSCTTY。然后 0、1、2 都是另一端。`,
  ),
  'lab-07-console-socket': text(
    `Send the master over the connected "socket", and keep neither.
1. A descriptor travels in a control message: rights() makes one, with a place at RIGHTS_FD for its number.
2. Its number is known only when the child runs. fcntl with F_DUPFD_CLOEXEC makes a copy whose number can be stored there: "resultAt".
3. msghdr() joins NAME and the control message; MSG_NOSIGNAL. Then close what is open.`,
    `通过已连接的 "socket" 发送主端，两者都不保留。
1. 描述符放在控制消息里传递：rights() 生成一个，编号的位置在 RIGHTS_FD。
2. 编号要到子进程运行时才知道。用 F_DUPFD_CLOEXEC 调用 fcntl 得到一个副本，它的编号可以存到那里："resultAt"。
3. msghdr() 把 NAME 和控制消息合在一起；MSG_NOSIGNAL。然后把打开的都关闭。`,
  ),
}
