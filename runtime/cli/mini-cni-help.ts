/** The text of `mini-cni --help`. */
export const HELP = `mini-cni: a CNI plugin that attaches containers to a bridge

Usage:
  CNI_COMMAND=<command> … mini-cni < <network configuration>

Commands:
  ADD      attach a container: lease addresses, make a veth, add firewall rules
  CHECK    see whether all is as ADD has left it
  DEL      remove all that ADD has made; that there is nothing is no error
  GC       remove what containers that are gone have left
  STATUS   say whether ADD could succeed
  VERSION  print the versions of the specification that it speaks

Environment:
  CNI_CONTAINERID  the container’s name                      (ADD, CHECK, DEL)
  CNI_NETNS        path of its network namespace             (ADD, CHECK)
  CNI_IFNAME       what its link is called inside            (ADD, CHECK, DEL)
  CNI_ARGS         IP=<address> asks for an address, MAC=<address> for that of the link

Members of the configuration, as those of the plugins bridge, host-local,
portmap and firewall:
  cniVersion       0.3.0 to 1.1.0
  name             of the network
  bridge           of the host, made if it is not there; default: cni0
  isGateway        the bridge has the gateway’s address; default: false
  isDefaultGateway the container’s default route leads to it; default: false
  ipMasq           it goes out under the host’s address; default: false
  hairpinMode      a port may send back what came by it; default: false
  mtu              in bytes; default: the kernel’s choice
  isolated         from outside only published ports can be reached; default: true
  ipam             type "host-local": ranges, or subnet, rangeStart, rangeEnd and
                   gateway; routes; dataDir, default: /var/lib/mini-cni
  dns              handed on
  runtimeConfig    portMappings: hostPort, containerPort, protocol, hostIP; ips

Error codes besides those of the specification:
  100  the kernel refused something about links, addresses or routes
  101  nft is not there, or did not take the rules
  102  every address of a range is leased
  103  an address that was asked for is taken, or outside the ranges
  104  a port of the host is taken
  105  the container has a link of that name, or a lease, already
  106  CHECK: something is not as ADD left it
  107  a part of this plugin is not written yet
  199  a fault of this plugin

An error result comes with an exit status of 1.
`
