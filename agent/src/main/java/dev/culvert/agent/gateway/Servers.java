package dev.culvert.agent.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.wireguard.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Where a tunnel's servers are. A name is looked up once in a pod's life, and again only when nothing comes through the tunnel: an agent
 * that starts anew must not lead a living tunnel elsewhere, and may have nobody to ask (where a sidecar's names go by its tunnel, the
 * lock's container has asked before the lock).
 */
final class Servers {
    private static final System.Logger LOG = System.getLogger("culvert.wireguard");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String REMEMBERED = "servers.json";

    private final Path folder;
    private volatile Map<Endpoint, IpAddress> addresses;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean moved = new AtomicBoolean();

    private Servers(Path folder, Map<Endpoint, IpAddress> addresses) {
        this.folder = folder;
        this.addresses = addresses;
    }

    /**
     * Finds each, and remembers in {@code folder} which names were found where.
     *
     * @throws InvalidInput if a name has no address
     */
    static Servers of(Collection<Endpoint> endpoints, Path folder) {
        Map<String, IpAddress> remembered = remembered(folder.resolve(REMEMBERED));
        Map<Endpoint, IpAddress> addresses = new HashMap<>();
        for (Endpoint endpoint : endpoints) {
            addresses.put(
                    endpoint,
                    endpoint.address()
                            .or(() -> Optional.ofNullable(remembered.get(endpoint.host())))
                            .orElseGet(() -> find(endpoint.host())));
        }
        var servers = new Servers(folder, Map.copyOf(addresses));
        Map<String, IpAddress> found = servers.byName();
        if (!found.isEmpty() && !found.equals(remembered)) {
            servers.remember();
        }
        return servers;
    }

    private static IpAddress find(String name) {
        return lookUp(name).stream()
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        "Endpoint",
                        name + " has no address",
                        "check the name, and that the pod's DNS is on a local network"));
    }

    /** The address of each. */
    Map<Endpoint, IpAddress> addresses() {
        return addresses;
    }

    /** Looks names up again, on a thread of its own: a name server that is silent must not keep the agent. */
    void lookAgain() {
        if (!byName().isEmpty() && looking.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("servers").start(() -> {
                try {
                    look();
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    /** Whether one was found elsewhere since this was last asked. */
    boolean takeMoved() {
        return moved.getAndSet(false);
    }

    private void look() {
        Map<Endpoint, IpAddress> found = new HashMap<>(addresses);
        found.replaceAll((endpoint, now) -> endpoint.address().orElseGet(() -> next(now, lookUp(endpoint.host()))));
        if (!found.equals(addresses)) {
            addresses = Map.copyOf(found);
            LOG.log(
                    System.Logger.Level.INFO,
                    "nothing comes through the tunnel; its servers are tried at {0}",
                    byName());
            remember();
            moved.set(true);
        }
    }

    /** The one after the present one, which does not answer, of the same family if there are such: each has its turn. */
    static IpAddress next(IpAddress now, Collection<IpAddress> found) {
        NavigableSet<IpAddress> same = found.stream()
                .filter(address -> address.family() == now.family())
                .collect(Collectors.toCollection(TreeSet::new));
        NavigableSet<IpAddress> candidates = same.isEmpty() ? new TreeSet<>(found) : same;
        if (candidates.isEmpty()) {
            return now;
        }
        IpAddress higher = candidates.higher(now);
        return higher == null ? candidates.first() : higher;
    }

    private static List<IpAddress> lookUp(String name) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(IpAddress::of)
                    .toList();
        } catch (UnknownHostException nobody) {
            return List.of();
        }
    }

    private Map<String, IpAddress> byName() {
        Map<String, IpAddress> names = new TreeMap<>();
        addresses.forEach((endpoint, address) -> {
            if (endpoint.address().isEmpty()) {
                names.put(endpoint.host(), address);
            }
        });
        return names;
    }

    private void remember() {
        Map<String, String> names = new TreeMap<>();
        byName().forEach((name, address) -> names.put(name, address.toString()));
        try {
            Files.createDirectories(folder);
            SettingsFile.replace(folder.resolve(REMEMBERED), SettingsFile.write(names));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the servers'' addresses cannot be remembered: {0}", e.getMessage());
        }
    }

    /** What cannot be read was not remembered. */
    private static Map<String, IpAddress> remembered(Path file) {
        Map<String, IpAddress> names = new TreeMap<>();
        try {
            if (Files.exists(file)) {
                JSON.readTree(Files.readString(file))
                        .properties()
                        .forEach(entry -> names.put(
                                entry.getKey(), IpAddress.parse(entry.getValue().asText())));
            }
        } catch (JsonProcessingException | InvalidInput nonsense) {
            names.clear();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", file, e.getMessage());
        }
        return names;
    }
}
