package dev.culvert.agent.health;

/**
 * What has to be sent to a gateway now.
 *
 * @param heartbeat a question to the gateway's agent, which answers with its {@link EngineReport}
 * @param ping a question to the pod's kernel, which answers also when no program of the pod comes to run
 * @param probe a packet through the gateway's tunnel
 */
public record Due(boolean heartbeat, boolean ping, boolean probe) {}
