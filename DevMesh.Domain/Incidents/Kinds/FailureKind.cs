namespace DevMesh.Domain.Incidents.Kinds;

/// <summary>What part a line plays in a failure.</summary>
internal enum Role
{
    /// <summary>It is a cause by itself: a full disk, a dead link. Other lines follow from it.</summary>
    Root,

    /// <summary>Somebody or something changed the system; a cause when failures of the same service follow.</summary>
    Change,

    /// <summary>A failure that may be a cause or follow from one: a crash, a locked table.</summary>
    Fault,

    /// <summary>Follows from something else: a timeout, a refused connection.</summary>
    Symptom,

    /// <summary>A machine starts.</summary>
    Boot,

    /// <summary>A machine is shut down on purpose.</summary>
    Shutdown,

    /// <summary>What was broken works again.</summary>
    Recovery,

    /// <summary>It sounds like a failure and is none: a corrected error, a stranger who is turned away, planned upkeep.</summary>
    Benign,
}

/// <summary>How far a failure reaches.</summary>
internal enum Reach
{
    /// <summary>The program that tells of it, and what needs that.</summary>
    Program,

    /// <summary>Everything on the machine.</summary>
    Machine,

    /// <summary>Other machines, too: a network, a name server, a shared service.</summary>
    Fleet,
}

/// <summary>A kind of failure in the words that programs log.</summary>
/// <param name="Name">A few words, as one would say it.</param>
/// <param name="Least">How many logs of a template make it; one failed login is nobody's attack.</param>
/// <param name="Meaning">What it does to the programs beside it, to end a sentence with "which …".</param>
/// <param name="Next">What to look at next.</param>
/// <param name="Patterns">
/// Parts of a message in lower case, which fit any case; <c>*</c> stands for anything between its parts.
/// </param>
internal sealed record FailureKind(
    string Name, Role Role, Reach Reach, int Least, string Meaning, string Next, IReadOnlyList<string> Patterns)
{
    /// <summary>
    /// Programs that serve what is missed. A kind that has them is seen by clients: what such a program says, on whatever node
    /// it runs, is nearer to the cause.
    /// </summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>A root that everything on the machine feels.</summary>
    public static FailureKind Root(string name, string meaning, string next, params string[] patterns) =>
        new(name, Role.Root, Reach.Machine, Least: 1, meaning, next, patterns);

    /// <summary>A root that other nodes feel, too.</summary>
    public static FailureKind Shared(string name, string meaning, string next, params string[] patterns) =>
        new(name, Role.Root, Reach.Fleet, Least: 1, meaning, next, patterns);

    /// <summary>A root that one program has, and what needs it.</summary>
    public static FailureKind Own(string name, string meaning, string next, params string[] patterns) =>
        new(name, Role.Root, Reach.Program, Least: 1, meaning, next, patterns);

    public static FailureKind Fault(string name, string meaning, string next, params string[] patterns) =>
        new(name, Role.Fault, Reach.Program, Least: 1, meaning, next, patterns);

    public static FailureKind Of(Role role, string name, string meaning, string next, params string[] patterns) =>
        new(name, role, Reach.Program, Least: 1, meaning, next, patterns);
}
