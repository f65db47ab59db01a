#!/usr/bin/perl
# A container runtime of raw system calls, in Perl without a single module that
# is not part of perl-base:
#
#   raw-calls run --bundle <dir> <id>     start, wait, end as it ended
#   raw-calls exec <id> <program> …       one more process inside
#   raw-calls ps [--format json] <id>     who is inside, by host number
#
# It goes another way than the runtime of the labs wherever there is one, and
# must pass the same checks. Perl forks, so code runs between birth and execve:
#
#   run ── fork ── stage ── clone3(namespaces) ── init ── execve(program)
#    │               │ joins by setns, unshares user and time      │
#    │◀── "users" ───┤ wants its users mapped                      │
#    │◀── "clocks" ──┤ wants the clocks of its children set        │
#    │◀── "init 812"─┘ is done: init is a child of run (CLONE_PARENT)
#    └── waits, forwards signals ──────────────────────────────────┘
#
# The root: everything to be mounted is made first, as mounts that hang nowhere;
# then comes pivot_root(".", "."), and the host is gone; only then are they
# attached. So no path of an image is ever followed while it could lead out.
use strict;
use warnings;
use Cwd 'abs_path';
use Errno qw(EEXIST EINTR ENOENT ENOTDIR EPERM);
use POSIX ();
use Socket;

# ── system calls ─────────────────────────────────────────────────────────────

my $arm = (POSIX::uname())[4] eq 'aarch64';
my %number = (
    clone3 => [435, 435], unshare => [272, 97], setns => [308, 268],
    pidfd_open => [434, 434], execve => [59, 221], close_range => [436, 436],
    setgroups => [116, 159], setresuid => [117, 147], setresgid => [119, 149],
    sethostname => [170, 161], setdomainname => [171, 162],
    mount => [165, 40], umount2 => [166, 39], pivot_root => [155, 41],
    open_tree => [428, 428], move_mount => [429, 429], fsopen => [430, 430],
    fsconfig => [431, 431], fsmount => [432, 432], mount_setattr => [442, 442],
    mknodat => [259, 33],
);

# Perl passes a number as it is, and a string by its address.
sub try {
    my ($name, @arguments) = @_;
    return syscall($number{$name}[$arm], @arguments);
}

sub call {
    my $result = try(@_);
    return $result unless $result == -1;
    my $why = $!;
    my ($name, @arguments) = @_;
    fail("$name(" . join(', ', map { s/[^ -~]+/…/gr } @arguments) . "): $why");
}

sub fail { die "raw-calls: @_\n" }

use constant {
    AT_FDCWD => -100, AT_EMPTY_PATH => 0x1000, AT_RECURSIVE => 0x8000,
    CLONE_PARENT => 0x8000, OPEN_TREE_CLONE => 1, CLOEXEC => 02000000,
    MOVE_MOUNT_F_EMPTY_PATH => 4, FSCONFIG_SET_FLAG => 0,
    FSCONFIG_SET_STRING => 1, FSCONFIG_CMD_CREATE => 6,
    MS_BIND => 0x1000, MS_REC => 0x4000, MNT_DETACH => 2,
    MOUNT_ATTR_RDONLY => 1, SIOCSIFFLAGS => 0x8914, CLOSE_RANGE_CLOEXEC => 4,
};

# Word of the specification → name in /proc/<pid>/ns, flag of clone(2).
my %kinds = (
    cgroup => ['cgroup', 0x02000000], ipc => ['ipc', 0x08000000],
    mount => ['mnt', 0x00020000], network => ['net', 0x40000000],
    pid => ['pid', 0x20000000], time => ['time', 0x00000080],
    user => ['user', 0x10000000], uts => ['uts', 0x04000000],
);

# ── config.json ──────────────────────────────────────────────────────────────

# All of JSON; true is 1 and false is 0. Texts stay the bytes they are.
sub read_json {
    my ($path) = @_;
    open(my $file, '<', $path) or fail("$path: $!");
    local $_ = do { local $/; <$file> };
    my $value = json_value();
    /\G\s*\z/gc or fail("$path: not JSON at byte " . pos);
    return $value;
}

sub json_value {
    /\G\s+/gc;
    return json_text() if /\G"/gc;
    return $1 + 0 if /\G(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)/gc;
    return { true => 1, false => 0 }->{$1} if /\G(true|false|null)/gc;
    if (/\G\[/gc) {
        my @list;
        until (/\G\s*\]/gc) {
            !@list or /\G\s*,/gc or fail('a list without commas');
            push @list, json_value();
        }
        return \@list;
    }
    /\G\{/gc or fail('not JSON at byte ' . (pos // 0));
    my %object;
    until (/\G\s*\}/gc) {
        !%object or /\G\s*,/gc or fail('an object without commas');
        /\G\s*"/gc or fail('a member without a name');
        my $name = json_text();
        /\G\s*:/gc or fail("$name: no value");
        $object{$name} = json_value();
    }
    return \%object;
}

sub json_text {
    /\G((?:[^"\\]|\\.)*)"/gcs or fail('a text without an end');
    my $text = $1;
    my %plain = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t");
    my $high = qr/\\u(d[89ab]..)\\u(d[c-f]..)/i;
    $text =~ s/$high/utf8(0x10000 + ((hex($1) & 0x3ff) << 10) + (hex($2) & 0x3ff))/ge;
    $text =~ s/\\(?:u(....)|(.))/defined $1 ? utf8(hex $1) : $plain{$2} \/\/ $2/ge;
    return $text;
}

sub utf8 { my $text = chr $_[0]; utf8::encode($text); return $text }

my ($spec, $bundle);

sub read_bundle {
    $bundle = abs_path($_[0]) // fail("$_[0]: $!");
    $spec = read_json("$bundle/config.json");
    fail('no terminals') if $spec->{process}{terminal};
}

# From the bundle on, where it is not absolute.
sub below { $_[0] =~ m{^/} ? $_[0] : "$bundle/$_[0]" }

sub namespaces { @{ $spec->{linux}{namespaces} // [] } }
sub has { my ($type) = @_; grep { $_->{type} eq $type } namespaces() }
sub has_new { my ($type) = @_; grep { !$_->{path} } has($type) }

# ── run ──────────────────────────────────────────────────────────────────────

my $states = $> == 0 ? '/run/raw-calls' : ($ENV{XDG_RUNTIME_DIR} // '/tmp') . "/raw-calls-$>";

sub run {
    my $directory = '.';
    while (@_ > 1) {
        my $option = shift;
        if ($option =~ /^--bundle=(.*)/) { $directory = $1 }
        elsif ($option =~ /^(?:-b|--bundle)$/) { $directory = shift }
        else { fail("unknown option: $option") }
    }
    @_ == 1 or fail('usage: raw-calls run --bundle <dir> <id>');
    my $state = "$states/$_[0]";
    read_bundle($directory);
    my $rootfs = abs_path(below($spec->{root}{path})) // fail("root.path: $!");
    # Whoever leaves last takes the folder of states along, perhaps just now.
    my $made;
    for (1 .. 100) {
        mkdir $states;
        $made = mkdir $state;
        last if $made or $! != ENOENT;
    }
    $made or fail("container $_[0]: $!");
    my $status = eval { start($state, $rootfs) };
    print STDERR $@;
    unlink glob "$state/*";
    rmdir $state;
    rmdir $states;
    finish($status // 1 << 8);
}

sub start {
    my ($state, $rootfs) = @_;
    symlink $bundle, "$state/bundle";
    # Nothing is to be lost, or to end us, while there is nobody to forward to.
    my $all = POSIX::SigSet->new;
    $all->fillset;
    POSIX::sigprocmask(POSIX::SIG_BLOCK, $all);
    socketpair(my $ours, my $theirs, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or fail("socketpair: $!");
    my $stage = fork // fail("fork: $!");
    if ($stage == 0) {
        close $ours;
        eval { stage($theirs, $rootfs) };
        print STDERR $@;
        POSIX::_exit(1);
    }
    close $theirs;
    my $init;
    while (defined(my $line = readline $ours)) {
        if ($line eq "users\n") { write_maps($stage) }
        elsif ($line eq "clocks\n") { write_offsets($stage) }
        elsif ($line =~ /^init (\d+)$/) { $init = $1 }
        syswrite $ours, "go\n";
    }
    waitpid $stage, 0;
    defined $init or return 1 << 8;
    write_file("$state/pid", "$init\n");
    return attend($init);
}

# Wait for a process; what we are told meanwhile, it is told.
sub attend {
    my ($pid) = @_;
    for my $signal (qw(HUP INT QUIT USR1 USR2 ALRM TERM CONT WINCH)) {
        $SIG{$signal} = sub { kill $signal, $pid };
    }
    POSIX::sigprocmask(POSIX::SIG_SETMASK, POSIX::SigSet->new);
    1 while waitpid($pid, 0) == -1 and $! == EINTR;
    return $?;
}

sub finish { my ($status) = @_; exit($status & 127 ? 128 + ($status & 127) : $status >> 8) }

# Users and groups of a process. Each file takes one write, and only once.
sub write_maps {
    my ($pid) = @_;
    my $unprivileged = $> != 0;
    for my $kind ('gid', 'uid') {
        my $ranges = $spec->{linux}{"${kind}Mappings"} // [];
        my @numbers = map { @$_{qw(containerID hostID size)} } @$ranges;
        my $isOne = @numbers == 3 && $numbers[2] == 1;
        if ($unprivileged && !$isOne) {
            system("new${kind}map", $pid, @numbers) == 0 or fail("new${kind}map failed");
            next;
        }
        # Leaving a group can give rights, where a group is forbidden something.
        write_file("/proc/$pid/setgroups", 'deny') if $unprivileged && $kind eq 'gid';
        my $text = '';
        $text .= join(' ', splice(@numbers, 0, 3)) . "\n" while @numbers;
        write_file("/proc/$pid/${kind}_map", $text);
    }
}

sub write_offsets {
    my ($pid) = @_;
    my $offsets = $spec->{linux}{timeOffsets} // {};
    my $text = join '', map {
        join(' ', $_, $offsets->{$_}{secs} // 0, $offsets->{$_}{nanosecs} // 0) . "\n"
    } sort keys %$offsets;
    write_file("/proc/$pid/timens_offsets", $text) if $text ne '';
}

sub write_file {
    my ($path, $text) = @_;
    open(my $file, '>', $path) or fail("$path: $!");
    defined syswrite($file, $text) or fail("$path: $!: $text");
    close $file;
}

# ── stage: where namespaces come from ────────────────────────────────────────

sub stage {
    my ($parent, $rootfs) = @_;
    my $ask = sub { syswrite $parent, "$_[0]\n"; readline($parent) // POSIX::_exit(1) };
    join_namespaces();
    if (has_new('user')) {
        call('unshare', $kinds{user}[1]);
        $ask->('users');
    }
    become_root() if has('user');
    # clone3 would make this one too, but then it is too late for its offsets.
    if (has_new('time')) {
        call('unshare', $kinds{time}[1]);
        $ask->('clocks');
    }
    my $flags = CLONE_PARENT;
    $flags |= $kinds{$_->{type}}[1]
        for grep { !$_->{path} && $_->{type} !~ /^(?:user|time)$/ } namespaces();
    my $arguments = pack 'Q8', $flags;
    my $init = call('clone3', $arguments, length $arguments);
    init($rootfs) if $init == 0;
    $ask->("init $init");
    POSIX::_exit(0);
}

# Who may do everything enters the user namespace last, while it still may;
# who may do nothing enters it first, because there it may.
sub join_namespaces {
    my @paths = grep { $_->{path} } namespaces();
    my @files = map {
        open(my $file, '<', $_->{path}) or fail("$_->{path}: $!");
        [$_->{type}, $file];
    } @paths;
    my $isUser = sub { $_[0][0] eq 'user' ? 1 : 0 };
    @files = sort { ($isUser->($a) <=> $isUser->($b)) * ($> == 0 ? 1 : -1) } @files;
    call('setns', fileno($_->[1]), $kinds{$_->[0]}[1]) for @files;
}

# The number 0 means somebody now; to be that one is another matter.
sub become_root {
    try('setgroups', 0, 0) == 0 or $! == EPERM or fail("setgroups: $!");
    call('setresgid', 0, 0, 0);
    call('setresuid', 0, 0, 0);
}

# ── init: from the first process to the program ──────────────────────────────

sub init {
    my ($rootfs) = @_;
    close_inherited();
    my ($host, $domain) = @$spec{qw(hostname domainname)};
    call('sethostname', $host, length $host) if defined $host;
    call('setdomainname', $domain, length $domain) if defined $domain;
    loopback_up() if has_new('network');
    if (has('mount')) { own_root($rootfs) }
    else { chroot $rootfs or fail("chroot $rootfs: $!"); chdir '/' }
    my $process = $spec->{process};
    chdir $process->{cwd} or fail("process.cwd, $process->{cwd}: $!");
    become_user($process->{user} // {});
    execute($process->{args}, $process->{env} // []);
}

# Whatever our caller had open: a link to /proc/self/fd/3 in an image, taken for
# the working directory, would lead there.
sub close_inherited { call('close_range', 3, 0xffffffff, 0) }

# struct ifreq: a name and flags; a new network has its loopback switched off.
sub loopback_up {
    socket(my $socket, AF_INET, SOCK_DGRAM, 0) or fail("socket: $!");
    my $request = pack 'Z16 s x22', 'lo', 1;
    ioctl($socket, SIOCSIFFLAGS, $request) or fail("ioctl(SIOCSIFFLAGS): $!");
}

sub become_user {
    my ($user) = @_;
    my ($uid, $gid) = ($user->{uid} // 0, $user->{gid} // 0);
    my @groups = @{ $user->{additionalGids} // [] };
    umask $user->{umask} if defined $user->{umask};
    return if $uid == 0 && $gid == 0 && !@groups;
    call('setgroups', scalar @groups, pack('L*', @groups, 0));
    call('setresgid', $gid, $gid, $gid);
    call('setresuid', $uid, $uid, $uid);
}

# execve takes two lists of addresses, each with a null at its end.
sub execute {
    my ($args, $env) = @_;
    call('close_range', 3, 0xffffffff, CLOSE_RANGE_CLOEXEC);
    $SIG{$_} = 'DEFAULT' for grep { !/^(?:KILL|STOP|__.*)$/ } keys %SIG;
    POSIX::sigprocmask(POSIX::SIG_SETMASK, POSIX::SigSet->new);
    my ($argv, $envp) = map { pack('p*', @$_) . pack('Q', 0) } $args, $env;
    my $why = ENOENT;
    for my $path (candidates($args->[0], $env)) {
        try('execve', $path, $argv, $envp);
        $why = $! + 0 unless $! == ENOENT || $! == ENOTDIR;
    }
    $! = $why;
    print STDERR "raw-calls: $args->[0]: $!\n";
    POSIX::_exit($why == ENOENT ? 127 : 126);
}

sub candidates {
    my ($name, $env) = @_;
    return $name if $name =~ m{/};
    my ($path) = map { /^PATH=(.*)/s ? $1 : () } @$env;
    return map { ($_ eq '' ? '.' : $_) . "/$name" } split /:/, $path // '/bin:/usr/bin', -1;
}

# ── the root ─────────────────────────────────────────────────────────────────

my %propagations = (
    unbindable => 1 << 17, private => 1 << 18, slave => 1 << 19, shared => 1 << 20,
);

# Option → bits to set, bits to clear in `struct mount_attr`.
my %attributes = (
    ro => [1, 0], rw => [0, 1], nosuid => [2, 0], suid => [0, 2],
    nodev => [4, 0], dev => [0, 4], noexec => [8, 0], exec => [0, 8],
    relatime => [0, 0x70], noatime => [0x10, 0x70], strictatime => [0x20, 0x70],
    norelatime => [0, 0x70], atime => [0, 0x70], nostrictatime => [0, 0x70],
    nodiratime => [0x80, 0], diratime => [0, 0x80],
    nosymfollow => [0x200000, 0], symfollow => [0, 0x200000],
);

sub own_root {
    my ($rootfs) = @_;
    call('mount', 0, '/', 0, MS_REC | $propagations{slave}, 0);
    call('mount', $rootfs, $rootfs, 0, MS_BIND | MS_REC, 0);
    my @mounts = map { prepare($_) } @{ $spec->{mounts} // [] };
    my @devices = map { prepare_device($_) } devices();
    my @masked = map { [$_, clone('/dev/null')] } @{ $spec->{linux}{maskedPaths} // [] };

    # The old root comes to lie on top of the new one, at the same place.
    chdir $rootfs or fail("$rootfs: $!");
    call('pivot_root', '.', '.');
    call('umount2', '.', MNT_DETACH);
    chdir '/';

    my $umask = umask 0;
    attach($_) for @mounts;
    make_device($_) for @devices;
    make_links() if @devices;
    umask $umask;
    mask(@$_) for @masked;
    make_read_only($_) for @{ $spec->{linux}{readonlyPaths} // [] };
    my ($recursive, $kind) = ($spec->{linux}{rootfsPropagation} // '') =~ /^(r?)(\w+)$/;
    call('mount', 0, '/', 0, $propagations{$kind} | ($recursive ? MS_REC : 0), 0) if $kind;
    set_attributes(AT_FDCWD, '/', 0, MOUNT_ATTR_RDONLY, 0) if $spec->{root}{readonly};
}

# A mount that hangs nowhere: a copy of one that is there, or a new filesystem.
sub prepare {
    my ($mount) = @_;
    my ($path, $source) = @$mount{qw(destination source)};
    my @options = @{ $mount->{options} // [] };
    my %thing = (path => $path, type => $mount->{type} // '', isFile => 0, later => []);
    my ($bind) = map { /^(r?)bind$/ ? length $1 : () } @options;
    if (defined $bind) {
        $source = below($source);
        $thing{fd} = clone($source, $bind);
        $thing{type} = 'bind';
        $thing{isFile} = !-d $source;
    } else {
        $thing{type} = 'cgroup2' if $thing{type} eq 'cgroup';
        $thing{fd} = new_filesystem($thing{type}, $source, grep { !is_general($_) } @options);
    }
    apply(\%thing, $_) for @options;
    return \%thing;
}

# Whether an option is one of the mount, and not of its filesystem.
sub is_general {
    my ($option) = @_;
    my @bits = attribute($option);
    return @bits || $option =~ /^(?:defaults|r?(?:bind|unbindable|private|slave|shared))$/;
}

# Bits to set and to clear, and whether also in all mounts below: `ro`, `rro`.
sub attribute {
    my ($option) = @_;
    return (@{ $attributes{$option} }, 0) if $attributes{$option};
    my ($plain) = $option =~ /^r(.+)$/ or return;
    return $attributes{$plain} ? (@{ $attributes{$plain} }, AT_RECURSIVE) : ();
}

# Propagation is for later: what hangs nowhere has nobody to hear from.
sub apply {
    my ($thing, $option) = @_;
    if ($option =~ /^(r?)(unbindable|private|slave|shared)$/) {
        push @{ $thing->{later} }, [$1 ? AT_RECURSIVE : 0, $propagations{$2}];
    } elsif (my ($set, $clear, $recursive) = attribute($option)) {
        set_attributes($thing->{fd}, '', AT_EMPTY_PATH | $recursive, $set, $clear);
    } elsif ($thing->{type} eq 'bind' && !is_general($option)) {
        fail("$thing->{path}: a bind mount has no option $option");
    }
}

sub clone {
    my ($path, $recursive) = @_;
    my $below = $recursive ? AT_RECURSIVE : 0;
    return call('open_tree', AT_FDCWD, $path, OPEN_TREE_CLONE | CLOEXEC | $below);
}

sub new_filesystem {
    my ($type, $source, @options) = @_;
    my $context = call('fsopen', $type, 1);
    try('fsconfig', $context, FSCONFIG_SET_STRING, 'source', $source // $type, 0);
    for my $option (@options) {
        my ($name, $value) = split /=/, $option, 2;
        my $kind = defined $value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG;
        call('fsconfig', $context, $kind, $name, $value // 0, 0);
    }
    call('fsconfig', $context, FSCONFIG_CMD_CREATE, 0, 0, 0);
    my $fd = call('fsmount', $context, 1, 0);
    POSIX::close($context);
    return $fd;
}

sub set_attributes {
    my ($fd, $path, $how, $set, $clear, $propagation) = @_;
    my $attr = pack 'Q4', $set, $clear, $propagation // 0, 0;
    call('mount_setattr', $fd, $path, $how, $attr, length $attr);
}

sub move_to {
    my ($fd, $path) = @_;
    call('move_mount', $fd, '', AT_FDCWD, $path, MOVE_MOUNT_F_EMPTY_PATH);
}

sub attach {
    my ($thing) = @_;
    my ($path, $links) = place($thing->{path}, $thing->{isFile});
    fail("$thing->{path} is a link, and a wrong $thing->{type} deceives everybody")
        if $links && $thing->{type} =~ /^(?:proc|sysfs)$/;
    move_to($thing->{fd}, $path);
    for (@{ $thing->{later} }) {
        my ($recursive, $propagation) = @$_;
        set_attributes($thing->{fd}, '', AT_EMPTY_PATH | $recursive, 0, 0, $propagation);
    }
    POSIX::close($thing->{fd});
}

# Where a path leads, without links, and over how many; what is missing is made.
# Links of /proc are taken as the text they show, so they lead nowhere special.
sub place {
    my ($path, $isFile) = @_;
    my ($here, $links, @rest) = ('', 0, split m{/}, $path);
    while (@rest) {
        my $name = shift @rest;
        next if $name eq '' || $name eq '.';
        if ($name eq '..') { $here =~ s{/[^/]*\z}{}; next }
        my $next = "$here/$name";
        if (-l $next) {
            $links++ < 40 or fail("$path: too many links");
            my $target = readlink $next;
            $here = '' if $target =~ m{^/};
            unshift @rest, split m{/}, $target;
            next;
        }
        make_place($next, $isFile && !@rest) unless -e $next;
        $here = $next;
    }
    return ($here || '/', $links);
}

sub make_place {
    my ($path, $isFile) = @_;
    if ($isFile) { write_file($path, '') }
    else { mkdir $path, 0755 or fail("mkdir $path: $!") }
}

sub devices {
    my @own = @{ $spec->{linux}{devices} // [] };
    my ($dev) = grep { $_->{destination} =~ m{^/dev/?$} } @{ $spec->{mounts} // [] };
    return @own if $dev && grep { /^r?bind$/ } @{ $dev->{options} // [] };
    my %minor = (null => 3, zero => 5, full => 7, random => 8, urandom => 9);
    my @memory = map {
        { path => "/dev/$_", type => 'c', major => 1, minor => $minor{$_} }
    } sort keys %minor;
    return @memory, { path => '/dev/tty', type => 'c', major => 5, minor => 0 }, @own;
}

# In a user namespace nobody makes nodes: the host's own is shown instead.
sub prepare_device {
    my ($device) = @_;
    return $device unless $device->{type} ne 'p' && (has('user') || $> != 0);
    return { %$device, fd => clone($device->{path}) };
}

sub make_device {
    my ($device) = @_;
    my ($parent, $name) = $device->{path} =~ m{^(.*)/([^/]+)$};
    my $path = (place($parent))[0] . "/$name";
    -l $path || !-d $path and unlink $path;
    if (defined $device->{fd}) {
        write_file($path, '');
        return move_to($device->{fd}, $path);
    }
    my $type = { c => 0020000, u => 0020000, b => 0060000, p => 0010000 }->{ $device->{type} };
    my ($major, $minor) = ($device->{major} // 0, $device->{minor} // 0);
    my $node = ($minor & 0xff) | ($major & 0xfff) << 8 | ($minor & ~0xff) << 12;
    call('mknodat', AT_FDCWD, $path, $type | ($device->{fileMode} // 0666), $node);
    chown $device->{uid} // 0, $device->{gid} // 0, $path;
}

sub make_links {
    my ($dev) = place('/dev');
    my %links = (fd => '/proc/self/fd', ptmx => 'pts/ptmx');
    @links{qw(stdin stdout stderr)} = map { "/proc/self/fd/$_" } 0 .. 2;
    for my $name (sort keys %links) {
        symlink $links{$name}, "$dev/$name" or $! == EEXIST or fail("$dev/$name: $!");
    }
}

sub mask {
    my ($path, $null) = @_;
    if (-d $path) {
        my $fd = new_filesystem('tmpfs', 'tmpfs');
        set_attributes($fd, '', AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, 0);
        move_to($fd, $path);
    } elsif (-e _) {
        move_to($null, $path);
    }
}

# A copy of the mount, laid over itself, can be read-only for itself.
sub make_read_only {
    my ($path) = @_;
    return unless -e $path;
    my $fd = clone($path, 1);
    set_attributes($fd, '', AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, 0);
    move_to($fd, $path);
}

# ── exec and ps ──────────────────────────────────────────────────────────────

sub container {
    my $state = "$states/$_[0]";
    open(my $file, '<', "$state/pid") or fail("container $_[0] is not running");
    chomp(my $pid = <$file>);
    -d "/proc/$pid" or fail("container $_[0] has ended");
    read_bundle("$state/bundle");
    return $pid + 0;
}

sub is_other {
    my ($pid, $file) = @_;
    return readlink("/proc/$pid/ns/$file") ne readlink("/proc/self/ns/$file");
}

sub enter {
    my ($cwd, @env);
    while (@_ && $_[0] =~ /^-/) {
        my ($option, $value) = splice @_, 0, 2;
        if ($option eq '--cwd') { $cwd = $value }
        elsif ($option =~ /^(?:-e|--env)$/) { push @env, $value }
        else { fail("unknown option: $option") }
    }
    @_ > 1 or fail('usage: raw-calls exec <id> <program> …');
    my $pid = container(shift);
    my $process = $spec->{process};
    go_inside($pid);
    my $child = fork // fail("fork: $!");
    finish(attend($child)) if $child;
    close_inherited();
    chdir($cwd // $process->{cwd}) or fail("the working directory: $!");
    become_user($process->{user} // {});
    execute([@_], [@{ $process->{env} // [] }, @env]);
}

# All namespaces at once, by a handle that cannot come to mean another process.
sub go_inside {
    my ($pid) = @_;
    my $handle = call('pidfd_open', $pid, 0);
    opendir(my $root, "/proc/$pid/root/") or fail("/proc/$pid/root: $!");
    my $isUser = is_other($pid, 'user');
    my $flags = 0;
    $flags |= $_->[1] for grep { is_other($pid, $_->[0]) } values %kinds;
    call('setns', $handle, $flags) if $flags;
    become_root() if $isUser;
    chdir $root and chroot '.' or fail("the root of the container: $!");
}

# Whoever shares with init what we do not share with it is inside.
sub ps {
    my $format = 'table';
    (undef, $format) = splice @_, 0, 2 if @_ > 2 && $_[0] eq '--format';
    my $pid = container($_[0]);
    my ($file) = grep { is_other($pid, $_) } qw(pid mnt uts net ipc user);
    my $mark = defined $file ? readlink "/proc/$pid/ns/$file" : '';
    my @inside = $pid;
    @inside = map { m{(\d+)} } grep { (readlink // '') eq $mark } glob "/proc/[0-9]*/ns/$file"
        if defined $file;
    return print '[', join(',', @inside), "]\n" if $format eq 'json';
    system 'ps', '-f', '-p', join ',', @inside;
}

my %commands = (run => \&run, exec => \&enter, ps => \&ps);
my $command = $commands{ shift // '' } // fail('usage: raw-calls run|exec|ps …');
eval { $command->(@ARGV); 1 } or print STDERR $@ and exit 1;
