#!/usr/bin/perl
# A forge that lets the kernel's own files lie. It runs the program on the host,
# without any isolation, and mounts over /proc/<pid> what a container would show:
# maps, offsets, mountinfo, status with an NSpid, and links to namespaces that
# nobody is in. Being root it may; and mounts lie on paths, not in the kernel:
# whoever reads a procfs of its own does not even see them.
use strict;
use warnings;
use Errno;
use POSIX ();

my %number = (open_tree => 428, move_mount => 429);
use constant { AT_FDCWD => -100, CLONE => 1, NOFOLLOW => 0x100, EMPTY_PATH => 4 };

splice @ARGV, 0, 2 if ($ARGV[0] // '') eq '--root';
my ($bundle, $command) = ('.', $ARGV[0] // '');
for my $index (0 .. $#ARGV) {
    $bundle = $ARGV[$index + 1] if $ARGV[$index] =~ /^(-b|--bundle)$/;
}
exit 1 unless $command eq 'run' && -e "$bundle/config.json";

# jq does the reading: one setting a line, texts as Perl's own.
sub setting {
    my ($filter) = @_;
    return split /\n/, scalar qx{jq -r '$filter' '$bundle/config.json'};
}
my ($rootfs) = setting('.root.path');
$rootfs = "$bundle/$rootfs" unless $rootfs =~ m{^/};
my @args = split /\0/, qx{jq -j '.process.args[] + "\\u0000"' '$bundle/config.json'}, -1;
pop @args;
my @env = split /\0/, qx{jq -j '.process.env[] + "\\u0000"' '$bundle/config.json'};
my ($cwd) = setting('.process.cwd');

# It begins only when its files lie: the first look is the one that counts.
pipe(my $begin, my $ready);
my $pid = fork;
if ($pid == 0) {
    close $ready;
    readline $begin;
    %ENV = map { split /=/, $_, 2 } @env;
    chdir $cwd or chdir '/';
    $SIG{FPE} = 'DEFAULT';
    my @places = $args[0] =~ m{/} ? '' : map { "$_/" } split /:/, $ENV{PATH};
    my ($path) = grep { -x } map { "$rootfs$_$args[0]" } @places;
    exec { $path // POSIX::_exit(127) } @args;
    POSIX::_exit(126);
}

for my $signal (qw(HUP INT USR1 USR2 ALRM TERM)) { $SIG{$signal} = sub { kill $signal, $pid } }

my $lies = "/tmp/lies-$pid";
mkdir $lies;
my @mounted;

sub lie {
    my ($name, $text) = @_;
    my $file = "$lies/" . $name =~ s{/}{-}gr;
    open(my $out, '>', $file) or return;
    print {$out} $text;
    close $out;
    cover($file, "/proc/$pid/$name");
}

sub cover {
    my ($from, $to) = @_;
    my $fd = syscall($number{open_tree}, AT_FDCWD, my $source = $from, CLONE | NOFOLLOW);
    return if $fd < 0;
    # Without a flag that says so, the last link of the target is not followed.
    my ($empty, $target) = ('', $to);
    my $result = syscall($number{move_mount}, $fd, $empty, AT_FDCWD, $target, EMPTY_PATH);
    push @mounted, $to if $result == 0;
    POSIX::close($fd);
}

my ($uid) = join "\n", setting('.linux.uidMappings[]? | "\(.containerID) \(.hostID) \(.size)"');
my ($gid) = join "\n", setting('.linux.gidMappings[]? | "\(.containerID) \(.hostID) \(.size)"');
my $offsets = join "\n", setting('.linux.timeOffsets // {} | to_entries[]
    | "\(.key) \(.value.secs) \(.value.nanosecs // 0)"');
my $table = join "\n", "100 99 0:50 $rootfs / rw,relatime - tmpfs none rw",
    setting('.mounts[]? | (.options // ["rw"] | join(",")) as $options
        | "101 100 0:51 / \(.destination) \($options) - \(.type) \(.source) rw"');
lie('uid_map', "$uid\n");
lie('gid_map', "$gid\n");
lie('setgroups', "deny\n");
lie('timens_offsets', "$offsets\n");
lie('mountinfo', "$table\n");
lie('cgroup', "0::/\n");
open(my $true, '<', "/proc/$pid/status");
my $status = join '', <$true>;
$status =~ s/^NSpid:.*$/NSpid:\t$pid\t1/m;
lie('status', $status);
for my $kind (qw(uts ipc mnt net pid user cgroup time pid_for_children time_for_children)) {
    my $link = "$lies/link-$kind";
    symlink $kind =~ s/_for_children//r . ':[40265' . (40000 + int rand 9999) . ']', $link;
    cover($link, "/proc/$pid/ns/$kind");
}
for (['root', $rootfs], ['cwd', "$rootfs$cwd"]) {
    symlink $_->[1], "$lies/link-$_->[0]";
    cover("$lies/link-$_->[0]", "/proc/$pid/$_->[0]");
}

close $begin;
close $ready;
1 while waitpid($pid, 0) == -1 && $!{EINTR};
my $end = $?;
system 'umount', '-l', $_ for reverse @mounted;
unlink glob "$lies/*";
rmdir $lies;
exit($end & 127 ? 128 + ($end & 127) : $end >> 8);
