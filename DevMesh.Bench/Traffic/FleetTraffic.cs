namespace DevMesh.Bench.Traffic;

/// <summary>
/// Logs as the fleet's eight nodes write them, the same ones for the same seed. Each node plays episodes: most are drawn by
/// how often they happen in real life, and early on each of them once, so that short runs hold every kind of message.
/// </summary>
public sealed class FleetTraffic
{
    // One episode in this many is one that was not there yet, until each has been.
    private const int FirstTimes = 6;

    // Names of units, tables and users make about this many templates of one kind of real message in a long run.
    private const int TemplatesPerRealKind = 5;

    private readonly int _seed;
    private readonly Dictionary<string, FleetNode> _nodes;

    /// <param name="kinds">
    /// About how many distinct templates the whole fleet is to show: beyond those of real programs the rest is invented.
    /// </param>
    public FleetTraffic(int seed, int kinds = 0)
    {
        _seed = seed;
        IReadOnlyList<FleetNode> fleet = Fleet.Create();
        int real = TemplatesPerRealKind * fleet.SelectMany(node => node.Episodes).SelectMany(episode => episode.Lines).Distinct().Count();
        _nodes = fleet.Select(node => InventedKinds.AddTo(node, Math.Max(0, kinds - real))).ToDictionary(node => node.Name);
    }

    /// <summary>The names of the nodes.</summary>
    public static IReadOnlyList<string> Nodes => Vocabulary.NodeNames;

    /// <summary>Logs of one node without end, one per <paramref name="meanGap"/> on average.</summary>
    /// <param name="node">One of <see cref="Nodes"/>.</param>
    /// <param name="start">UTC.</param>
    public IEnumerable<TrafficLog> Logs(string node, DateTime start, TimeSpan meanGap) =>
        new NodeTraffic(_nodes[node], _seed).Play(start, meanGap);

    /// <summary>Logs of the whole fleet within a time, node after node, about <paramref name="count"/> in all.</summary>
    public IEnumerable<TrafficLog> Logs(DateTime start, TimeSpan length, long count)
    {
        double shares = _nodes.Values.Sum(node => node.Share);
        return _nodes.Values.SelectMany(node =>
            Logs(node.Name, start, length * (shares / node.Share / count)).TakeWhile(log => log.Timestamp < start + length));
    }

    /// <summary>One node while it plays.</summary>
    private sealed class NodeTraffic
    {
        private readonly Dice _dice;
        private readonly FleetNode _node;
        private readonly string _cursorStart;
        private readonly string _cursorBoot;
        private readonly double[] _weights;
        private readonly Episode[] _firstTimes;
        private readonly Dictionary<Origin, int> _pids = [];
        private readonly DateTime _boot;
        private long _sequence;
        private int _next;

        public NodeTraffic(FleetNode node, int seed)
        {
            _node = node;
            _dice = new Dice(Dice.Seed(seed, node.Name));
            Draw ids = new(node, _dice);
            _cursorStart = "s=" + ids.Hex(32) + ";i=";
            _cursorBoot = ";b=" + ids.Hex(32) + ";m=";
            _boot = new DateTime(2026, 11, 1 + _dice.Below(15), 3, 12, 7, DateTimeKind.Utc);
            _sequence = _dice.Between(100_000, 9_000_000);
            double sum = 0;
            _weights = [.. node.Episodes.Select(episode => sum += episode.Weight)];
            _firstTimes = Shuffle(node.Episodes);
        }

        public IEnumerable<TrafficLog> Play(DateTime start, TimeSpan meanGap)
        {
            DateTime now = start.AddMicroseconds(1 + (long)(meanGap.TotalMicroseconds * _dice.Fraction()));
            while (true)
            {
                Episode episode = NextEpisode();
                DateTime next = now + (meanGap * (-Math.Log(1 - _dice.Fraction()) * episode.Lines.Length));
                Draw draw = new(_node, _dice);
                int process = (int)_dice.Between(100_000, 3_999_999);
                foreach (Line line in episode.Lines)
                {
                    draw.Now = now;
                    draw.Pid = line.Origin.ProcessEach ? process : PidOf(line.Origin);
                    yield return Log(line, draw);

                    // Lines of one episode follow within milliseconds, or at once where logs come thick.
                    now = now.AddMicroseconds((long)(Math.Min(40_000, meanGap.TotalMicroseconds / 2) * _dice.Fraction()) + 1);
                }

                now = next > now ? new DateTime(next.Ticks - (next.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc) : now;
            }
        }

        private TrafficLog Log(Line line, Draw draw)
        {
            long micros = (draw.Now - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            long monotonic = (draw.Now - _boot).Ticks / TimeSpan.TicksPerMicrosecond;
            string cursor = $"{_cursorStart}{_sequence++:x}{_cursorBoot}{monotonic:x};t={micros:x};x={_dice.Next():x}";
            return new TrafficLog(
                draw.Now,
                _node.Name,
                line.Origin.Unit,
                line.Origin.Identifier,
                line.Origin.Unit is null ? null : draw.Pid,
                line.Level,
                line.Pattern.Render(draw),
                cursor);
        }

        private Episode NextEpisode()
        {
            if (_next < _firstTimes.Length && _dice.Below(FirstTimes) == 0)
            {
                return _firstTimes[_next++];
            }

            int at = Array.BinarySearch(_weights, _dice.Fraction() * _weights[^1]);
            return _node.Episodes[at < 0 ? ~at : at];
        }

        private int PidOf(Origin origin)
        {
            if (!_pids.TryGetValue(origin, out int pid))
            {
                pid = origin.Identifier == "systemd" ? 1 : (int)_dice.Between(400, 90_000);
                _pids.Add(origin, pid);
            }

            return pid;
        }

        private Episode[] Shuffle(Episode[] episodes)
        {
            Episode[] shuffled = [.. episodes];
            for (int i = shuffled.Length - 1; i > 0; i--)
            {
                int j = _dice.Below(i + 1);
                (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
            }

            return shuffled;
        }
    }
}
