package dev.culvert.netlink.socket;

/**
 * An instruction of classic BPF (struct sock_filter), as {@code tcpdump -dd} prints it.
 *
 * @param code what to do
 * @param jumpTrue instructions to skip if true
 * @param jumpFalse instructions to skip if false
 * @param operand its number
 */
public record Bpf(int code, int jumpTrue, int jumpFalse, int operand) {}
