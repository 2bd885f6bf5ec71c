export { BOARD_PATH, BoardSessions } from './board-sessions.js';
