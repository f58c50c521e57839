package dev.culvert.lab;

/** Something that was asked of the laboratory cannot be done; the message names the thing and the remedy. */
public sealed class LabException extends RuntimeException permits WrongUsage {
    private static final long serialVersionUID = 1;

    public LabException(String message) {
        super(message);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
