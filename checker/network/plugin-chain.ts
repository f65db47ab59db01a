/**
 * The plugins of the CNI project that together do what one of ours does, in the
 * order in which a runtime calls them for ADD, and back to front for DEL.
 *
 *     bridge (with host-local)   link, addresses, routes, masquerade
 *     portmap                    published ports
 *     firewall                   what may pass between networks
 *
 * @see CNI SPEC.md, "Section 3: Execution of Network Configurations"
 */
export const PLUGIN_CHAIN = ['bridge', 'portmap', 'firewall'] as const

/** Where Debian's containernetworking-plugins puts them. */
export const PLUGIN_FOLDER = '/usr/lib/cni'
