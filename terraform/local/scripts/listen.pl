# Listens on the Unix socket named by the first argument, as descriptor 3, and becomes the program that the others name.
#
# The server gets its socket this way so that no folder but the home is writable in its sandbox, and nobody inside can put another
# socket, or a link to one, in its place. Perl, because a shell has no sockets and Python starts ten times slower.
use strict;
use warnings;
use Socket;

# Whatever else was inherited is none of the sandbox's business. Descriptor 4 is where it says that it is up.
opendir my $open, '/proc/self/fd' or die "Cannot list the open descriptors: $!\n";
my @inherited = grep { /^\d+$/ && ($_ == 3 || $_ > 4) && $_ != fileno $open } readdir $open;
closedir $open;
for my $descriptor (@inherited) {
  open my $handle, '<&=', $descriptor or next;
  close $handle;
}

$^F = 3;
my $path = shift;
unlink $path;
socket my $listening, AF_UNIX, SOCK_STREAM, 0 or die "Cannot make a socket: $!\n";
fileno $listening == 3 or die "Cannot make the socket descriptor 3.\n";
bind $listening, sockaddr_un($path) or die "Cannot bind the instance's socket: $!\n";
listen $listening, 128 or die "Cannot listen on the instance's socket: $!\n";
exec @ARGV or die "Cannot run $ARGV[0]: $!\n";
