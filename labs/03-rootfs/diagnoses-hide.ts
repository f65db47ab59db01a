/** Step 4: what can be wrong with what is hidden and what is protected. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const hideDiagnoses = diagnosesOf({
  MASK_REFUSED: {
    title: text(
      'With maskedPaths, nothing runs',
      '有 maskedPaths 时什么也跑不起来',
    ),
    because: text(
      'The bundle masks a file, a directory, a link and a path that is not there. The last is no error: bundles list paths that not every kernel has.',
      'bundle 屏蔽了一个文件、一个目录、一个链接和一个不存在的路径。最后一个不算错误：bundle 会列出并非每个内核都有的路径。',
    ),
    read: ['runtime-spec config-linux.md, "Masked Paths"'],
    hints: [
      text(
        'Which call failed, and for which of the four paths?',
        '哪个调用失败了？是四个路径中的哪一个？',
      ),
      text(
        'ENOENT is fine here, and only here. A directory cannot be covered by a file.',
        '只有在这里 ENOENT 是正常的。目录不能用文件来盖。',
      ),
      text(
        'Open the path as a directory first; if that fails, as something else; if that fails too, go on.',
        '先当目录打开；不行就当别的打开；还不行就继续往下。',
      ),
    ],
  },
  MASK_LEGIBLE: {
    title: text('A masked file can be read', '被屏蔽的文件可以读出来'),
    because: text(
      'A mask is a mount over the path: /dev/null over a file. What was below it is still there and nobody can reach it. Here the text of the file came out.',
      '屏蔽就是在路径上再盖一个挂载：文件用 /dev/null 盖住。下面的东西还在，但谁也够不着。这里却读出了文件的内容。',
    ),
    read: ['runtime-spec config-linux.md, "Masked Paths"', 'null(4)'],
    hints: [
      text(
        'Is the file read by its own name, by a link, or both?',
        '是用它自己的名字读出来的，还是用链接，还是都能？',
      ),
      text(
        'Bind /dev/null on the file that the path leads to, inside the container’s root. Which /dev/null? One that the image cannot have replaced.',
        '在容器的根之内，把 /dev/null 绑定到路径所指的文件上。哪个 /dev/null？一个镜像无法调包的。',
      ),
      text(
        'open_tree of /dev/null with OPEN_TREE_CLONE, then move_mount onto the descriptor of the path.',
        '用 OPEN_TREE_CLONE 对 /dev/null 做 open_tree，再 move_mount 到该路径的描述符上。',
      ),
    ],
  },
  MASK_FOLDER_OPEN: {
    title: text(
      'A masked directory still shows its files',
      '被屏蔽的目录仍能看到文件',
    ),
    because: text(
      'A directory is masked by an empty one mounted over it. Its names are still to be seen here.',
      '目录要用一个空目录挂在上面来屏蔽。这里还能看到原来的名字。',
    ),
    read: ['runtime-spec config-linux.md, "Masked Paths"', 'tmpfs(5)'],
    hints: [
      text(
        'What did your code do for a path that is a directory?',
        '路径是目录时，你的代码做了什么？',
      ),
      text(
        'An empty tmpfs will do, read-only so that nobody fills it.',
        '一个空的 tmpfs 就行，设为只读，这样没人能往里放东西。',
      ),
      text(
        'fsopen("tmpfs"), fsmount with MOUNT_ATTR_RDONLY, move_mount onto the directory.',
        'fsopen("tmpfs")，带 MOUNT_ATTR_RDONLY 的 fsmount，再 move_mount 到目录上。',
      ),
    ],
  },
  FIXED_REFUSED: {
    title: text(
      'With readonlyPaths, nothing runs',
      '有 readonlyPaths 时什么也跑不起来',
    ),
    because: text(
      'The bundle protects a file, a directory, /proc/sys and a path that is not there. The last is no error.',
      'bundle 保护了一个文件、一个目录、/proc/sys 和一个不存在的路径。最后一个不算错误。',
    ),
    read: ['runtime-spec config-linux.md, "Readonly Paths"'],
    hints: [
      text(
        'Which call failed, and for which of the four paths?',
        '哪个调用失败了？是四个路径中的哪一个？',
      ),
      text(
        'A path has to become a mount of its own before it can be read-only: bound on itself.',
        '路径要先成为单独的挂载，才能设为只读：把它绑定到自己身上。',
      ),
      text(
        'open_tree with OPEN_TREE_CLONE, mount_setattr, move_mount onto the same path; ignore ENOENT of the first.',
        '带 OPEN_TREE_CLONE 的 open_tree，mount_setattr，move_mount 到同一路径；忽略第一步的 ENOENT。',
      ),
    ],
  },
  FIXED_WRITABLE: {
    title: text(
      'A path of readonlyPaths can be written',
      'readonlyPaths 中的路径可以写入',
    ),
    because: text(
      'Permissions do not stop root; only a read-only mount does, with EROFS. Whoever can write /proc/sys sets the kernel of the host.',
      '权限拦不住 root，只有只读挂载能拦住，错误码是 EROFS。能写 /proc/sys 的人就能设置宿主机的内核。',
    ),
    read: ['runtime-spec config-linux.md, "Readonly Paths"', 'proc_sys(5)'],
    hints: [
      text('For which of the paths did writing go well?', '哪个路径写成功了？'),
      text(
        'Bound on itself, and then made read-only: two steps, as with any read-only bind mount.',
        '绑定到自己，再设为只读：两步，和任何只读绑定挂载一样。',
      ),
      text(
        'mount_setattr with MOUNT_ATTR_RDONLY before the copy is attached, after all mounts[] are there.',
        '在所有 mounts[] 都挂好之后，副本挂上去之前，用 MOUNT_ATTR_RDONLY 调用 mount_setattr。',
      ),
    ],
  },
  FIXED_ILLEGIBLE: {
    title: text(
      'A path of readonlyPaths cannot be read any more',
      'readonlyPaths 中的路径读不出来了',
    ),
    because: text(
      'What is read-only is to be read as before. Here something else was put in its place.',
      '只读的东西应当还能照常读。这里放上去的是别的东西。',
    ),
    read: ['runtime-spec config-linux.md, "Readonly Paths"'],
    hints: [
      text(
        'Is the path in the list of masked paths by mistake?',
        '是不是误把它当成屏蔽路径处理了？',
      ),
      text(
        'What is mounted on the path has to be the path itself.',
        '挂在这条路径上的，应当就是它自己。',
      ),
      text(
        'open_tree and move_mount with the same descriptor.',
        'open_tree 和 move_mount 用同一个描述符。',
      ),
    ],
  },
  READ_ONLY_REFUSED: {
    title: text(
      'With root.readonly, nothing runs',
      '有 root.readonly 时什么也跑不起来',
    ),
    because: text(
      'A bundle with a read-only root still wants mounts, and their destinations may have to be made in that root first.',
      '根是只读的 bundle 照样要挂载，而挂载点可能要先在这个根里创建。',
    ),
    read: ['runtime-spec config.md, "Root", readonly'],
    hints: [
      text(
        'Which call failed? EROFS says that something came too early.',
        '哪个调用失败了？EROFS 说明有什么来得太早。',
      ),
      text(
        'Whatever writes to the root comes first: mount points, devices, links.',
        '凡要往根里写的都在前面：挂载点、设备、链接。',
      ),
      text(
        'Read-only comes last, right before chdir and execve.',
        '只读放在最后，紧挨着 chdir 和 execve 之前。',
      ),
    ],
  },
  ROOT_WRITABLE: {
    title: text('A read-only root can be written', '只读的根可以写入'),
    because: text(
      'root.readonly asks that no program in the container changes its image. Making a file in "/" went well.',
      'root.readonly 要求容器里的程序都不能改动镜像。但在 “/” 里创建文件成功了。',
    ),
    read: ['runtime-spec config.md, "Root", readonly', 'mount_setattr(2)'],
    hints: [
      text(
        'Which options has the mount at "/" in the evidence?',
        '证据里 “/” 的挂载有哪些选项？',
      ),
      text(
        'The root is a bind mount of your own making: its attributes are yours to set.',
        '根是你自己做的绑定挂载：它的属性由你来设。',
      ),
      text(
        'mount_setattr on "/" with MOUNT_ATTR_RDONLY, after pivot_root.',
        '在 pivot_root 之后，对 “/” 用 MOUNT_ATTR_RDONLY 调用 mount_setattr。',
      ),
    ],
  },
  READ_ONLY_SPREADS: {
    title: text(
      'Mounts in a read-only root are read-only as well',
      '只读的根里，其他挂载也变成了只读',
    ),
    because: text(
      'A read-only root lives from the places that stay writable: a tmpfs at /tmp or /run. Only the mount at "/" is to change.',
      '只读的根要靠仍可写的地方才能用：/tmp 或 /run 上的 tmpfs。只应改 “/” 这一个挂载。',
    ),
    read: ['mount_setattr(2), AT_RECURSIVE'],
    hints: [
      text('Which mounts does your call change?', '你的调用改变了哪些挂载？'),
      text(
        'AT_RECURSIVE goes down into everything that is mounted below.',
        'AT_RECURSIVE 会一直改到下面所有的挂载。',
      ),
      text(
        'The same call without AT_RECURSIVE.',
        '同样的调用，不带 AT_RECURSIVE。',
      ),
    ],
  },
  PROPAGATION_REFUSED: {
    title: text(
      'With rootfsPropagation, nothing runs',
      '有 rootfsPropagation 时什么也跑不起来',
    ),
    because: text(
      'pivot_root(2) refuses with EINVAL when the parent of the new root, or the root that is current, is shared.',
      '如果新根的父挂载或当前的根是 shared，pivot_root(2) 会以 EINVAL 拒绝。',
    ),
    read: ['pivot_root(2), "ERRORS"', 'mount_namespaces(7)'],
    hints: [
      text(
        'Which call failed, and what came before it?',
        '哪个调用失败了？它前面是什么？',
      ),
      text(
        'rootfsPropagation is about "/" of the container, which exists only after pivot_root.',
        'rootfsPropagation 说的是容器的 “/”，它在 pivot_root 之后才存在。',
      ),
      text(
        'Set it after the old root has gone, on "/".',
        '在旧根去掉之后，对 “/” 设置。',
      ),
    ],
  },
  ROOT_PROPAGATION_IGNORED: {
    title: text(
      '"/" has another propagation than the bundle asks for',
      '“/” 的传播类型和 bundle 要求的不同',
    ),
    because: text(
      'The optional fields of "/" in mountinfo show it: shared:N for a peer group, unbindable for a mount that nobody may bind.',
      'mountinfo 里 “/” 的可选字段会显示：shared:N 是对等组，unbindable 是谁都不能绑定的挂载。',
    ),
    read: [
      'runtime-spec config-linux.md, "Rootfs Mount Propagation"',
      'mount_namespaces(7), "SHARED SUBTREES"',
    ],
    hints: [
      text(
        'Is it set at all, and on which "/"?',
        '设置了吗？是对哪个 “/” 设置的？',
      ),
      text(
        'What is set on the host’s "/" before pivot_root goes away with it.',
        '在 pivot_root 之前对宿主机的 “/” 设置，会随着它一起消失。',
      ),
      text(
        'mount_setattr on "/" with the propagation in its third field, as the last change to the root.',
        '作为对根的最后一步改动，对 “/” 调用 mount_setattr，第三个字段是传播类型。',
      ),
    ],
  },
})
