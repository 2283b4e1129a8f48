export function Brand() {
  return (
    <div class="operators-brand">
      <img src="/favicon.svg" alt="" width="24" height="24" />
      <h1>Operators</h1>
    </div>
  );
}
