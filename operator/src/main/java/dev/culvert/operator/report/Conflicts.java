package dev.culvert.operator.report;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** What the API server's refusals mean. */
public final class Conflicts {
    private static final int UNPROCESSABLE = 422;

    private Conflicts() {}

    /** Somebody else wrote meanwhile: look again, then try again. */
    public static boolean isConflict(KubernetesClientException refusal) {
        return refusal.getCode() == HttpURLConnection.HTTP_CONFLICT
                || (refusal.getCode() == UNPROCESSABLE
                        && String.valueOf(refusal.getMessage())
                                .contains("the server rejected our request due to an error in our request"))
                || (refusal.getCode() == UNPROCESSABLE
                        && String.valueOf(refusal.getMessage()).contains("esting path"));
    }

    /** The object, or its namespace, is gone or going. */
    public static boolean isGone(KubernetesClientException refusal) {
        return refusal.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                || (refusal.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                        && String.valueOf(refusal.getMessage()).contains("being terminated"));
    }
}
