namespace Nightingale.Actors.Journal;

/// <summary>Something the journal could not do. The message says what, why and what to do, without paths or secrets.</summary>
public abstract class JournalException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another node owns the shard.</summary>
public sealed class FencedException(string message) : JournalException(message);

/// <summary>Two writers for one entity: the expected version was not the stored one.</summary>
public sealed class OverlappingWriterException(string message) : JournalException(message);

/// <summary>The request can never be stored; nothing was written.</summary>
public sealed class AppendRejectedException(string message) : JournalException(message);

/// <summary>The append failed and nothing was written.</summary>
public sealed class AppendFailedException(string message, Exception? inner = null) : JournalException(message, inner);

/// <summary>The append's outcome is unknown.</summary>
public sealed class UnknownOutcomeException(string message, Exception? inner = null) : JournalException(message, inner);

/// <summary>What is stored contradicts itself; the message names the first bad event.</summary>
public sealed class DamagedJournalException(string message, Exception? inner = null) : JournalException(message, inner);

/// <summary>The journal cannot be opened: in use, of a newer version, or not a journal.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : JournalException(message, inner);

/// <summary>An event is there, but this version cannot read it; the message names the event and its manifest.</summary>
public sealed class UnreadableEventException(string message, Exception? inner = null) : JournalException(message, inner);
