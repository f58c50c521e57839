package dev.culvert.lab;

/** What was asked for cannot be meant; the message names the option and what it takes. */
public final class WrongUsage extends LabException {
    private static final long serialVersionUID = 1;

    public WrongUsage(String message) {
        super(message);
    }
}
