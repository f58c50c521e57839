package dev.culvert.lab.demo;

import dev.culvert.lab.capture.CaptureReport;
import java.util.List;

/**
 * The capture from before the first pod to the end.
 *
 * @param capture what it counted
 * @param tries what a client tried all the time, to get past the tunnels
 * @param ofPod packets that a pod that is no client sent, to prove that the capture sees
 * @param ofPodSeen those of them that the capture counted, at least
 */
public record Leaks(CaptureReport capture, List<Tries> tries, int ofPod, long ofPodSeen) {}
