namespace DevMesh.Functions.Gateway;

/// <summary>
/// Leaves a model alone that fails, so that nobody waits for it in vain. Two failures in a row are enough: two of the model,
/// or one each of two models with no answer of any between, which is a gateway that hangs. Only what failed is left alone.
/// After the break one request tries, and as long as that fails the break doubles.
/// </summary>
/// <remarks>
/// The breaker for embeddings goes by the share of failures in two minutes. Of explanations there are too few for a share, and
/// each that waits costs somebody a minute. Nor may a caller who leaves while a request tries count as its success.
/// </remarks>
/// <param name="firstBreak">How long a model is left alone at first.</param>
internal sealed partial class ModelBreaker(TimeSpan firstBreak, TimeProvider clock, ILogger<ModelBreaker> logger)
{
    /// <summary>A failure is forgotten when for this long nothing is asked.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan LongestBreak = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Model> _models = new(StringComparer.Ordinal);

    /// <returns>To be told how the request ends, unless it is refused; disposed when it has ended.</returns>
    public Turn Begin(string name)
    {
        lock (_gate)
        {
            if (!_models.TryGetValue(name, out Model? model))
            {
                _models.Add(name, model = new Model(name));
            }

            string? refusal = model.Break is { } pause ? Refusal(name, pause) : null;
            Turn turn = new(this, model, clock.GetTimestamp(), refusal);
            if (refusal is null)
            {
                model.Break?.Probe = turn;
            }

            return turn;
        }
    }

    private string? Refusal(string name, Break pause)
    {
        TimeSpan left = pause.Length - clock.GetElapsedTime(pause.Since);
        string? span = left > TimeSpan.Zero ? $"for another {Math.Ceiling(left.TotalSeconds)} s"
            : pause.Probe is not null ? "while another request tries it"
            : null;
        return span is null ? null : $"{name} is left alone {span} after failures in a row, the last: {pause.Reason}";
    }

    private void Answered(Model model)
    {
        lock (_gate)
        {
            (model.Break, model.Failure) = (null, null);
            foreach (Failure failure in _models.Values.Select(each => each.Failure).OfType<Failure>())
            {
                failure.IsAlone = true;
            }
        }
    }

    private void Failed(Turn turn, string reason)
    {
        Model model = turn.Model;
        lock (_gate)
        {
            if (model.Break is { } pause)
            {
                // Any other request was sent before the break, and tells nothing new.
                if (pause.Probe == turn)
                {
                    LeaveAlone(model, pause.Length * 2, reason);
                }

                return;
            }

            Model[] others =
            [
                .. _models.Values.Where(each => each != model && IsRemembered(each.Failure, turn) && !each.Failure!.IsAlone),
            ];
            if (others.Length == 0 && !IsRemembered(model.Failure, turn))
            {
                model.Failure = new Failure(clock.GetTimestamp(), reason);
                return;
            }

            LeaveAlone(model, firstBreak, reason);
            foreach (Model other in others)
            {
                LeaveAlone(other, firstBreak, other.Failure!.Reason);
            }
        }
    }

    private void Ended(Turn turn)
    {
        lock (_gate)
        {
            if (turn.Model.Break is { } pause && pause.Probe == turn)
            {
                pause.Probe = null; // its caller left, so that the next one has to try
            }
        }
    }

    /// <summary>By the beginning of the later request, as it may take as long as a failure is remembered.</summary>
    private bool IsRemembered(Failure? failure, Turn turn) =>
        failure is not null && clock.GetElapsedTime(failure.At, turn.Began) <= Memory;

    private void LeaveAlone(Model model, TimeSpan length, string reason)
    {
        length = length < LongestBreak ? length : LongestBreak;
        (model.Failure, model.Break) = (null, new Break(clock.GetTimestamp(), length, reason));
        Log.LeftAlone(logger, model.Name, length.TotalSeconds, reason);
    }

    /// <summary>One request to a model, which ends in one of two ways, or in neither when its caller leaves.</summary>
    internal sealed class Turn : IDisposable
    {
        private readonly ModelBreaker _breaker;
        private bool _isTold;

        internal Turn(ModelBreaker breaker, Model model, long began, string? refusal) =>
            (_breaker, Model, Began, Refusal) = (breaker, model, began, refusal);

        /// <summary>Why nothing may be asked now, and for how long; null when it may.</summary>
        public string? Refusal { get; }

        internal Model Model { get; }

        internal long Began { get; }

        /// <summary>It works, however good its answer is. Nothing that is told later counts.</summary>
        public void Answered()
        {
            if (!_isTold)
            {
                _isTold = true;
                _breaker.Answered(Model);
            }
        }

        /// <param name="reason">For a person.</param>
        public void Failed(string reason)
        {
            if (!_isTold)
            {
                _isTold = true;
                _breaker.Failed(this, reason);
            }
        }

        public void Dispose() => _breaker.Ended(this);
    }

    /// <param name="name">At the gateway.</param>
    internal sealed class Model(string name)
    {
        public string Name => name;

        /// <summary>The last request, when it failed and the model is not left alone for it.</summary>
        public Failure? Failure { get; set; }

        /// <summary>Until it has answered again, the time of the request that tries included.</summary>
        public Break? Break { get; set; }
    }

    internal sealed class Failure(long at, string reason)
    {
        public long At => at;

        public string Reason => reason;

        /// <summary>Another model has answered since, so that it is the model that failed, and not the gateway.</summary>
        public bool IsAlone { get; set; }
    }

    internal sealed class Break(long since, TimeSpan length, string reason)
    {
        public long Since => since;

        public TimeSpan Length => length;

        public string Reason => reason;

        /// <summary>The request that tries whether the model works again.</summary>
        public Turn? Probe { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Model} is left alone for {Seconds} s after failures in a row, the last: {Reason}")]
        public static partial void LeftAlone(ILogger logger, string model, double seconds, string reason);
    }
}
