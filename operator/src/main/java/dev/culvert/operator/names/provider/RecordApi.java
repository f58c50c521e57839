package dev.culvert.operator.names.provider;

import dev.culvert.operator.names.NotPublished;
import java.util.List;

/** A provider's API that changes one record at a time. */
interface RecordApi {
    /**
     * A record.
     *
     * @param id the provider's
     * @param type A, AAAA, CNAME, TXT
     * @param content an address, or a text without quotes
     * @param ttl seconds
     */
    record ApiRecord(String id, String type, String content, long ttl) {}

    /** The records of exactly that name. */
    List<ApiRecord> list(String name) throws NotPublished;

    void add(String name, String type, String content, int ttl) throws NotPublished;

    void change(String name, ApiRecord record, String content, int ttl) throws NotPublished;

    void delete(String name, ApiRecord record) throws NotPublished;
}
