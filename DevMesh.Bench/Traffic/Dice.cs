namespace DevMesh.Bench.Traffic;

/// <summary>Chance that is the same on every machine and runtime for one seed: SplitMix64 (Steele, Lea and Flood, 2014).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A seed for each of many dice, from one seed and a name.</summary>
    public static ulong Seed(int seed, string name)
    {
        ulong hash = (ulong)seed;
        foreach (char c in name)
        {
            hash = Mix(hash + c + 0x9E3779B97F4A7C15);
        }

        return hash;
    }

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>From 0 (inclusive) to 1 (exclusive).</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(Fraction() * count);

    /// <summary>Both ends inclusive. Over a wide range small numbers are as frequent as large ones by their order of magnitude.</summary>
    public long Between(long least, long most)
    {
        if (least > 0 && most / least > 50)
        {
            return Math.Min(most, (long)(least * Math.Pow((double)(most + 1) / least, Fraction())));
        }

        return least + (long)(Fraction() * (most - least + 1));
    }

    public T Pick<T>(ReadOnlySpan<T> values) => values[Below(values.Length)];

    /// <summary>The first ones far more often than the last ones.</summary>
    public T PickSkewed<T>(ReadOnlySpan<T> values)
    {
        double fraction = Fraction();
        return values[(int)(fraction * fraction * fraction * values.Length)];
    }
}
