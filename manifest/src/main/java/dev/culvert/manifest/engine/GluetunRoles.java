package dev.culvert.manifest.engine;

import dev.culvert.agent.gluetun.GluetunVersion;

/**
 * Who may ask gluetun's control server for what: whoever has the key, for what we read, and nobody for anything else. A route that
 * the version does not know would make gluetun exit.
 */
final class GluetunRoles {
    private GluetunRoles() {}

    /** A script that makes a key and the file of roles, once. */
    static String script(GluetunVersion version, String keyFile) {
        return """
                cd /access
                [ -e config.toml ] && exit 0
                umask 077
                key=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \\n')
                [ ${#key} -eq 48 ]
                printf %%s "$key" >%s
                cat >config.new <<END
                [[roles]]
                name = "culvert"
                routes = [%s]
                auth = "apikey"
                apikey = "$key"
                END
                mv config.new config.toml
                """.formatted(keyFile, routes(version));
    }

    private static String routes(GluetunVersion version) {
        String forwarded = "\"GET " + version.portForwardPath() + "\"";
        return "\"GET /v1/vpn/status\", \"GET /v1/publicip/ip\", " + forwarded;
    }
}
