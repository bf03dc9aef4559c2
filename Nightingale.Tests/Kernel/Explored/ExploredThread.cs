namespace Nightingale.Tests.Kernel.Explored;

/// <summary>A thread that runs when an <see cref="Explorer"/> says so.</summary>
internal sealed class ExploredThread : IDisposable
{
    [ThreadStatic]
    private static ExploredThread? _current;

    private readonly ManualResetEventSlim _turn = new(initialState: false, spinCount: 200);
    private readonly Thread _thread;
    private Action? _body;

    public ExploredThread(Explorer explorer)
    {
        Explorer = explorer;
        _thread = new(Live) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The one that this code runs on; null: any other thread.</summary>
    public static ExploredThread? Current => _current;

    public Explorer Explorer { get; }

    public bool HasEnded { get; private set; } = true;

    /// <summary>What it waits for.</summary>
    public Func<bool>? Awaits { get; set; }

    public bool CanRun => Awaits?.Invoke() != false;

    public void Prepare(Action body) => (_body, Awaits, HasEnded) = (body, null, false);

    public void Run() => _turn.Set();

    public void AwaitTurn()
    {
        _turn.Wait();
        _turn.Reset();
    }

    public void Dispose()
    {
        _body = null;
        Run();
        _thread.Join();
        _turn.Dispose();
    }

    private void Live()
    {
        _current = this;
        while (true)
        {
            AwaitTurn();
            if (_body is not { } body) return;
            try
            {
                body();
            }
            catch (Exception fault)
            {
                Explorer.Failed(fault);
            }

            HasEnded = true;
            Explorer.Ended();
        }
    }
}
