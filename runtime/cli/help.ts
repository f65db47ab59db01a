/** The text of `--help`. */
export const HELP = `${[
  'mini-runc: run containers from OCI bundles',
  '',
  'Usage:',
  '  mini-runc run [options] <container-id>    create and run a container',
  // #region lab-02
  '  mini-runc exec [options] <container-id> <command> [<argument> ...]',
  '                                            run a command in a container',
  '  mini-runc ps [options] <container-id>     list the processes in a container',
  '  mini-runc state <container-id>            print the state of a container',
  // #endregion lab-02
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
  '',
  'Options of run:',
  '  -b, --bundle <directory>     the bundle, default: the working directory',
  '      --pid-file <file>        write the process ID there',
  // #region lab-02
  '      --init                   have an init as process 1: it waits for orphans',
  '                               and hands signals on to the program',
  // #endregion lab-02
  '      --explain                print the system calls of the container’s birth',
  '      --explain-format <form>  table (default) or json',
  '      --dry-run                plan, but run nothing',
  // #region lab-02
  '',
  'Options of exec:',
  '      --cwd <directory>        where it starts, default: as the container did',
  '  -e, --env <name>=<value>     add to the environment of the container’s own',
  '      --pid-file <file>        write the process ID there',
  '      --explain                print the system calls that lead inside',
  '      --explain-format <form>  table (default) or json',
  '',
  'Options of ps:',
  '  -f, --format <form>          table (default) or json',
  // #endregion lab-02
  '',
  'Options of spec:',
  '  -b, --bundle <directory>     where to write it, default: here',
  // #region lab-02
  '      --rootless               for a user who is not root',
  // #endregion lab-02
  '',
  'The exit status is the container’s: 128 + n if signal n ended it, 127 if its',
  'program is not there, 126 if it may not be executed. What mini-runc itself',
  'cannot do is 1.',
].join('\n')}\n`
