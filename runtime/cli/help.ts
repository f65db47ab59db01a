/** The text of `--help`. */
export const HELP = `${[
  'mini-runc: run containers from OCI bundles',
  '',
  'Usage:',
  '  mini-runc run [options] <container-id>    create and run a container',
  // #region lab-07
  '  mini-runc create [options] <container-id> create a container, and wait',
  '  mini-runc start <container-id>            let it execute its program',
  '  mini-runc list [options]                  list the containers there are',
  '  mini-runc features                        print what this runtime can do',
  // #endregion lab-07
  // #region lab-02
  '  mini-runc exec [options] <container-id> <command> [<argument> ...]',
  '                                            run a command in a container',
  '  mini-runc ps [options] <container-id>     list the processes in a container',
  '  mini-runc state <container-id>            print the state of a container',
  // #endregion lab-02
  // #region lab-04
  '  mini-runc update [options] <container-id> change the limits of a container',
  '  mini-runc pause <container-id>            stop all of its processes',
  '  mini-runc resume <container-id>           let them go on',
  '  mini-runc events [options] <container-id> print what a container uses',
  '  mini-runc kill [options] <container-id> [<signal>]',
  '                                            send it a signal, default: SIGTERM',
  '  mini-runc delete [options] <container-id> remove what is left of a container',
  // #endregion lab-04
  '  mini-runc spec [options]                  write a config.json to begin with',
  '  mini-runc --version',
  '  mini-runc --help',
  // #region lab-02
  '',
  'Options before the command:',
  '      --root <directory>       where the states of containers are kept,',
  '                               default: /run/mini-runc, or below',
  '                               $XDG_RUNTIME_DIR for other users than root',
  // #endregion lab-02
  // #region lab-07
  '      --log <file>             add to this file what goes wrong',
  '      --log-format <form>      text (default) or json',
  '      --cgroup-manager <who>   cgroupfs (default), or disabled: make no cgroup',
  // #endregion lab-07
  '',
  'Options of run:',
  '  -b, --bundle <directory>     the bundle, default: the working directory',
  '      --pid-file <file>        write the process ID there',
  // #region lab-07
  '  -d, --detach                 leave it alone once it is started',
  '      --console-socket <path>  send its terminal to this unix socket',
  '      --preserve-fds <number>  let it have so many of our descriptors, from 3 on',
  // #endregion lab-07
  // #region lab-02
  '      --init                   have an init as process 1: it waits for orphans',
  '                               and hands signals on to the program',
  // #endregion lab-02
  // #region lab-04
  '      --own-figures            show it its own limits in /proc, not the host’s',
  // #endregion lab-04
  // #region lab-05
  '      --layers <a>:<b>[:…]     make its root of layers, the topmost first; they',
  '                               are not written to',
  '      --upper <directory>      keep changes there, for mini-layers; meanwhile',
  '                               <directory>.work is beside it; default: below',
  '                               --root, and thrown away at the end',
  // #endregion lab-05
  // #region lab-06
  '      --net <mode>             its network, instead of what the bundle says:',
  '                               none            nothing but lo',
  '                               host            that of the host',
  '                               container:<id>  that of another container',
  '                               bridge          CNI network "mini": bridge mini0,',
  '                                               10.89.0.0/16, masqueraded',
  '                               <file>          that of a .conf or .conflist',
  '  -p, --publish [<address>:]<port>:<port>[/udp]',
  '                               a port of the host leads to one of the container',
  '      --cni-path <a>[:<b>…]    plugins, default: beside mini-runc, then',
  '                               /usr/lib/cni, /opt/cni/bin',
  // #endregion lab-06
  '      --explain                print the system calls of the container’s birth',
  '      --explain-format <form>  table (default) or json',
  '      --dry-run                plan, but run nothing',
  // #region lab-02
  '',
  'Options of exec:',
  '      --cwd <directory>        where it starts, default: as the container did',
  '  -e, --env <name>=<value>     add to the environment of the container’s own',
  '      --pid-file <file>        write the process ID there',
  // #endregion lab-02
  // #region lab-07
  '  -p, --process <file>         all of it as a "process", instead of a command',
  '  -t, --tty                    have a terminal',
  '  -d, --detach                 leave it alone once it is started',
  '      --console-socket <path>  send its terminal to this unix socket',
  '      --preserve-fds <number>  let it have so many of our descriptors, from 3 on',
  '  -u, --user <uid>[:<gid>]     who it is, default: as the container is',
  '  -g, --additional-gids <gid>  one more group that it is in',
  '  -c, --cap <name>             one more capability',
  '      --no-new-privs           let nothing that it executes raise it',
  '      --ignore-paused          enter a container that stands still',
  // #endregion lab-07
  // #region lab-02
  '      --explain                print the system calls that lead inside',
  '      --explain-format <form>  table (default) or json',
  '',
  'Options of ps:',
  '  -f, --format <form>          table (default) or json',
  // #endregion lab-02
  // #region lab-04
  '',
  'Options of update:',
  '  -r, --resources <file>       limits as in "linux.resources"; - reads them from',
  '                               standard input; instead of all options below',
  '      --cpu-quota <µs>         time in each period, -1 for no limit',
  '      --cpu-period <µs>        length of a period',
  '      --cpu-burst <µs>         time to be saved up in idle periods',
  '      --cpu-share <number>     share against its siblings, 2 to 262144',
  '      --cpu-idle <0|1>         1: only what nobody else wants',
  '      --cpuset-cpus <list>     processors, as in 0-3,7',
  '      --cpuset-mems <list>     nodes of memory',
  '      --memory <bytes>         most that it may use, -1 for no limit; 64m is',
  '                               64 MiB',
  '      --memory-reservation <bytes>  what it is left when memory is short',
  '      --memory-swap <bytes>    memory and swap together',
  '      --pids-limit <number>    processes and threads, -1 for no limit',
  '      --blkio-weight <number>  share of disks, 10 to 1000',
  '',
  'Options of events:',
  '      --stats                  print it once, and no more',
  '      --interval <duration>    from one line to the next, default: 5s',
  '',
  'Options of kill:',
  '  -a, --all                    to all of its processes, not its first alone',
  '',
  'Options of delete:',
  '  -f, --force                  kill it first; none of that ID is no error',
  // #endregion lab-04
  // #region lab-07
  '',
  'Options of create: those of run but --detach, --explain and --dry-run',
  '',
  'Options of list:',
  '  -f, --format <form>          table (default) or json',
  '  -q, --quiet                  IDs alone',
  // #endregion lab-07
  '',
  'Options of spec:',
  '  -b, --bundle <directory>     where to write it, default: here',
  // #region lab-02
  '      --rootless               for a user who is not root',
  // #endregion lab-02
  '',
  'Environment:',
  '  MINI_RUNC_EXPLAIN_DIR        directory that gets a file for each birth: what',
  '                               --explain-format json prints; the last 64 stay',
  '',
  'The exit status is the container’s: 128 + n if signal n ended it, 127 if its',
  'program is not there, 126 if it may not be executed. What mini-runc itself',
  'cannot do is 1.',
].join('\n')}\n`
