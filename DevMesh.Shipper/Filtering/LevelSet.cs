using System.Runtime.InteropServices;
using DevMesh.Domain.Logs;

namespace DevMesh.Shipper.Filtering;

/// <summary>Some of the eight levels.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LevelSet(byte Bits)
{
    public static readonly LevelSet All = new(0xFF);

    public bool IsEmpty => Bits == 0;

    public static LevelSet Of(IEnumerable<Level> levels) =>
        new((byte)levels.Aggregate(0, (bits, level) => bits | (1 << (int)level)));

    public static LevelSet OrWorse(Level level) => Of(Levels.AtLeast(level));

    public static LevelSet OrMilder(Level level) => Of(Enum.GetValues<Level>().Where(each => each >= level));

    public bool Contains(Level level) => (Bits & (1 << (int)level)) != 0;

    public bool Covers(LevelSet other) => (other.Bits & ~Bits) == 0;

    public LevelSet And(LevelSet other) => new((byte)(Bits & other.Bits));

    /// <summary>As one says it: <c>warning or worse</c>, <c>info or milder</c>, <c>notice, info</c>.</summary>
    public override string ToString()
    {
        LevelSet set = this;
        Level[] levels = [.. Enum.GetValues<Level>().Where(each => set.Contains(each))];
        return levels switch
        {
            [] => "none",
            [Level.Emerg, .., var mildest] when levels.Length > 1 && this == OrWorse(mildest) => $"{mildest.Name()} or worse",
            [var worst, .., Level.Debug] when this == OrMilder(worst) => $"{worst.Name()} or milder",
            _ => string.Join(", ", levels.Select(each => each.Name())),
        };
    }
}
