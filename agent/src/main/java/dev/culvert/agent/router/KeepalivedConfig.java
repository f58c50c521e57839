package dev.culvert.agent.router;

import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.agent.settings.RouterSettings.Vip;
import dev.culvert.model.net.Prefix;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * keepalived's configuration: VRRP version 3 (RFC 9568), unicast, each VIP on a link of its own with VRRP's virtual MAC,
 * so that neighbours keep their entries when it moves and only switches have to learn.
 *
 * <p>Routers of equal priority do not preempt. An unfit one counts less ({@link Fitness}), whether its agent says so or a watchdog
 * misses the agent; if all are unfit the address stays where it is, since the kernel may still forward.
 */
final class KeepalivedConfig {
    private KeepalivedConfig() {}

    /** The file's text. */
    static String of(RouterSettings settings) {
        return """
                global_defs {
                    router_id %s
                    vrrp_version 3
                    vrrp_startup_delay 1
                    vrrp_garp_master_delay 1
                    vrrp_garp_master_repeat 5
                    vrrp_garp_master_refresh 1
                    vrrp_garp_master_refresh_repeat 1
                    vrrp_garp_lower_prio_repeat 5
                    max_auto_priority -1
                }

                vrrp_track_file fit {
                    file %s
                    weight 1
                    init_file %d
                }

                %s""".formatted(
                settings.name(),
                Path.of(settings.folder(), Fitness.FIT_FILE),
                Fitness.UNFIT,
                settings.vips().stream().map(vip -> instance(settings, vip)).collect(Collectors.joining("\n")));
    }

    private static String instance(RouterSettings settings, Vip vip) {
        String peers = settings.others().stream()
                .map(peer -> "        " + peer + "\n")
                .collect(Collectors.joining("", "    unicast_peer {\n", "    }\n"));
        return """
                vrrp_instance %s {
                    state BACKUP
                    interface %s
                    use_vmac %s
                    vmac_xmit_base
                    virtual_router_id %d
                    priority %d
                    advert_int 0.1
                    unicast_src_ip %s
                %s    virtual_ipaddress {
                        %s/%d
                    }
                    track_file {
                        fit
                    }
                }
                """.formatted(
                        vip.link(),
                        settings.link(),
                        vip.link(),
                        vip.vrid(),
                        vip.priority(),
                        settings.address(),
                        settings.others().isEmpty() ? "" : peers,
                        vip.address(),
                        Prefix.parse(settings.network()).length());
    }
}
